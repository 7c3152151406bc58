package dev.parley.gateway;

import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.hub.Subscriber;

/** What concerns the person behind a receiver, whatever that has joined. */
final class Personal implements Subscriber {
  private final Receiver receiver;

  /**
   * @param receiver its person is known before this is subscribed
   */
  Personal(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public long userId() {
    return receiver.identity().userId();
  }

  @Override
  public Loop loop() {
    return receiver.loop();
  }

  @Override
  public void deliver(Delivery delivery) {
    receiver.deliver(delivery);
  }
}
