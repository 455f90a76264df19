package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertificateException;
import java.util.List;
import weft.hub.tls.engine.CertificateChain;
import weft.hub.tls.engine.PeerRefused;
import weft.hub.tls.engine.ServerJudge;

/// Judges a server's certificates for the client whose step is under way. Runs on the offload pool,
/// as all steps of a client do that receive something.
final class ServerVerifier extends CertificateVerifier {
  private final ServerJudge judge;

  ServerVerifier(ServerJudge judge) {
    this.judge = judge;
  }

  @Override
  public int verify(long ssl, byte[][] chain, String authAlgorithm) {
    ClientNativeCall call = ClientNativeCall.underWay();
    if (call == null) {
      return X509_V_ERR_UNSPECIFIED;
    }
    try {
      judge.judge(CertificateChain.parse(List.of(chain)), authAlgorithm, null, call.server());
      return X509_V_OK;
    } catch (PeerRefused refused) {
      call.refused(refused);
      return VerifyAnswer.of(refused);
    } catch (CertificateException malformed) {
      return X509_V_ERR_CERT_REJECTED;
    }
  }
}
