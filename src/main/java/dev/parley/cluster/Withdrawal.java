package dev.parley.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The cluster manager of a node that can take back what it offers while it still serves it.
 * Unregistering a consumer does both at once, and a request that is on its way then finds nobody.
 */
final class Withdrawal extends HazelcastClusterManager {
  private final Set<Offer> offers = ConcurrentHashMap.newKeySet();

  private record Offer(String address, RegistrationInfo info) {}

  Withdrawal(Config config) {
    super(config);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> done) {
    if (!info.localOnly()) {
      offers.add(new Offer(address, info));
    }
    super.addRegistration(address, info, done);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> done) {
    if (info.localOnly() || offers.remove(new Offer(address, info))) {
      super.removeRegistration(address, info, done);
    } else {
      done.succeed();
    }
  }

  /** Completes when the cluster holds none of these addresses for this node any more. */
  Future<Void> withdraw(Predicate<String> addresses) {
    List<Future<Void>> withdrawn =
        offers.stream()
            .filter(offer -> addresses.test(offer.address()))
            .map(
                offer -> {
                  Promise<Void> done = Promise.promise();
                  removeRegistration(offer.address(), offer.info(), done);
                  return done.future();
                })
            .toList();
    return Future.join(withdrawn).mapEmpty();
  }
}
