package weft.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/// What requests and responses refer to after their handler has returned: refuses everything.
final class ClosedExchange extends Exchange {
  static final ClosedExchange INSTANCE = new ClosedExchange();

  private ClosedExchange() {
    super(null);
  }

  static IllegalStateException over() {
    return new IllegalStateException("the handler of this request has returned");
  }

  @Override
  protected boolean lend() {
    return false;
  }

  @Override
  protected String scheme() {
    throw over();
  }

  @Override
  protected List<X509Certificate> clientCertificates() {
    throw over();
  }

  @Override
  protected SocketAddress remoteAddress() {
    throw over();
  }

  @Override
  protected SocketAddress localAddress() {
    throw over();
  }

  @Override
  protected long bodyBytesMax() {
    throw over();
  }

  @Override
  protected int readBody(byte[] target, int offset, int length) {
    throw over();
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {
    throw over();
  }

  @Override
  protected void begin(long length) {
    throw over();
  }

  @Override
  protected void write(byte[] source, int offset, int length) {
    throw over();
  }

  @Override
  protected void end() {
    throw over();
  }

  @Override
  protected void inform(int status, FieldList fields) {
    throw over();
  }

  @Override
  protected String failureId() {
    throw over();
  }

  @Override
  protected void abort() {
    throw over();
  }
}
