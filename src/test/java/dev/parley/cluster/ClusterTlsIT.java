package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.TestCertificate;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose event bus speaks TLS, with a certificate at both ends. */
class ClusterTlsIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private static Map<String, String> tls(TestCertificate mine, TestCertificate authority) {
    return Map.of(
        "PARLEY_CLUSTER_TLS_CERTIFICATE", mine.certificate().toString(),
        "PARLEY_CLUSTER_TLS_KEY", mine.key().toString(),
        "PARLEY_CLUSTER_TLS_AUTHORITY", authority.certificate().toString());
  }

  @Test
  void onlyThoseWithACertificateOfTheAuthorityAreHeard() {
    TestCertificate ours = TestCertificate.make(folder, "ours");
    TestCertificate other = TestCertificate.make(folder, "other");
    Vertx vertx = Vertx.vertx();
    try (TestCluster cluster = new TestCluster(folder, Map.of())) {
      Node whole = cluster.start("whole", tls(ours, ours));
      Map<String, String> gateway = new HashMap<>(tls(ours, ours));
      gateway.put("PARLEY_ROLES", "gateway");
      Node friend = cluster.start("friend", gateway);
      String token = Http.guest(friend.port(), "Ada").getString("access_token");
      ChatClient ada = ChatClient.login(vertx, friend.port(), token);
      ada.call("create_conversation", new JsonObject());
      ada.close();

      gateway.putAll(tls(other, ours));
      Node stranger = cluster.start("stranger", gateway);
      assertThat(Http.get(stranger.port(), "/health/ready", null).status()).isEqualTo(503);
      assertThat(Http.get(whole.port(), "/health/ready", null).status()).isEqualTo(200);
    } finally {
      vertx.close().await();
    }
  }
}
