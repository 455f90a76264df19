package weft.hub.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Judges the certificates of peers by the JDK's PKIX rules, RFC 5280.
///
/// @param manager the judge
/// @param authorities PEM of the authorities, to be named to clients; empty for the JDK's own
record PeerTrust(X509ExtendedTrustManager manager, byte[] authorities) {
  /// For a server that asks clients for certificates.
  static PeerTrust inClients(List<Path> anchorFiles, List<Path> listFiles) throws TlsConfigError {
    if (anchorFiles.isEmpty()) {
      throw new TlsConfigError(
          "trustAnchors",
          "clients are asked for certificates and no authority is named",
          "add a PEM file with the authority that issues them");
    }
    return load(anchorFiles, listFiles);
  }

  /// For a client; without files the authorities the JDK comes with count.
  static PeerTrust inServers(List<Path> anchorFiles, List<Path> listFiles) throws TlsConfigError {
    if (!anchorFiles.isEmpty()) {
      return load(anchorFiles, listFiles);
    }
    List<CRL> lists = lists(listFiles);
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      X509ExtendedTrustManager known = extended(factory);
      if (lists.isEmpty()) {
        return new PeerTrust(known, new byte[0]);
      }
      Set<TrustAnchor> anchors = new HashSet<>();
      for (X509Certificate authority : known.getAcceptedIssuers()) {
        anchors.add(new TrustAnchor(authority, null));
      }
      return new PeerTrust(manager(anchors, lists), new byte[0]);
    } catch (GeneralSecurityException refused) {
      throw new TlsConfigError(
          "trustAnchors",
          "the JDK's trust store cannot be used: " + refused.getMessage(),
          "name PEM files with authorities",
          refused);
    }
  }

  private static PeerTrust load(List<Path> anchorFiles, List<Path> listFiles)
      throws TlsConfigError {
    Set<TrustAnchor> anchors = new HashSet<>();
    StringBuilder pem = new StringBuilder();
    for (Path file : anchorFiles) {
      for (X509Certificate authority : IdentityLoader.certificates(file)) {
        anchors.add(new TrustAnchor(authority, null));
        append(authority, pem, file);
      }
    }
    try {
      return new PeerTrust(
          manager(anchors, lists(listFiles)), pem.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException refused) {
      throw new TlsConfigError(
          "trustAnchors",
          "they cannot be used: " + refused.getMessage(),
          "check the files",
          refused);
    }
  }

  private static List<CRL> lists(List<Path> files) throws TlsConfigError {
    List<CRL> lists = new ArrayList<>();
    for (Path file : files) {
      lists.addAll(revocations(file));
    }
    return lists;
  }

  private static void append(X509Certificate authority, StringBuilder pem, Path file)
      throws TlsConfigError {
    try {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(authority.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    } catch (CertificateException damaged) {
      throw new TlsConfigError(file.toString(), "it is damaged", "copy the file anew", damaged);
    }
  }

  private static X509ExtendedTrustManager manager(Set<TrustAnchor> anchors, List<CRL> lists)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(!lists.isEmpty());
    if (!lists.isEmpty()) {
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
      PKIXRevocationChecker checker =
          (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
      // Only the files count: nothing is fetched from the network because a peer names a place.
      checker.setOptions(
          Set.of(
              PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
      parameters.addCertPathChecker(checker);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return extended(factory);
  }

  private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
      throws GeneralSecurityException {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("the JDK has no trust manager");
  }

  private static List<CRL> revocations(Path file) throws TlsConfigError {
    List<CRL> lists = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      byte[] content = IdentityLoader.bytes(file);
      if (content.length > 0 && content[0] == Der.SEQUENCE) {
        lists.add(factory.generateCRL(new ByteArrayInputStream(content)));
        return lists;
      }
      for (PemBlock block : IdentityLoader.blocks(file)) {
        if (block.label().equals("X509 CRL")) {
          lists.add(factory.generateCRL(new ByteArrayInputStream(block.content())));
        }
      }
    } catch (CertificateException | CRLException damaged) {
      throw new TlsConfigError(
          file.toString(), "the revocation list is damaged", "fetch it anew", damaged);
    }
    if (lists.isEmpty()) {
      throw new TlsConfigError(
          file.toString(), "there is no revocation list in it", "give a CRL in PEM or DER form");
    }
    return lists;
  }
}
