package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.bridge.PermittedOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeAddressesTest {
  private static final List<String> PARROT = List.of("parley.provider.parrot");
  private static final List<String> TOOL = List.of("parley.tool.clock");

  private static boolean permitted(List<PermittedOptions> options, String address) {
    return options.stream().anyMatch(one -> address.matches(one.getAddressRegex()));
  }

  @Test
  void conversationsAreTold() {
    assertThat(BridgeAddresses.conversation("parley.chat.conversation.17")).isEqualTo(17);
    assertThat(BridgeAddresses.conversation(BridgeAddresses.conversation(5))).isEqualTo(5);
    for (String other :
        List.of(
            "parley.conversation.17",
            "parley.chat.conversation.0",
            "parley.chat.conversation.9999999999999999999",
            "parley.chat.conversation.1\n",
            "xparley.chat.conversation.1")) {
      assertThat(BridgeAddresses.conversation(other)).as(other).isNull();
    }
  }

  @Test
  void aServiceHasWhatItIsGranted() {
    assertThat(BridgeAddresses.mayServe(PARROT, "parley.provider.parrot")).isTrue();
    assertThat(BridgeAddresses.mayServe(PARROT, "parley.provider.parrot.cancel")).isTrue();
    assertThat(BridgeAddresses.mayServe(PARROT, "parley.provider.parrot.reply.1")).isFalse();
    assertThat(BridgeAddresses.mayServe(PARROT, "parley.provider.parrots")).isFalse();
    assertThat(BridgeAddresses.mayServe(TOOL, "parley.tool.clock.cancel")).isTrue();
    assertThat(BridgeAddresses.mayServe(TOOL, "parley.tool.other.cancel")).isFalse();
    List<String> words = List.of("parley.moderator.words");
    assertThat(BridgeAddresses.mayServe(words, "parley.moderator.words.cancel")).isFalse();
    assertThat(BridgeAddresses.mayServe(List.of(), "parley.tool.clock")).isFalse();
    assertThat(BridgeAddresses.mayAnswer(PARROT, "parley.provider.parrot.reply.a-1")).isTrue();
    assertThat(BridgeAddresses.mayAnswer(PARROT, "parley.provider.other.reply.a-1")).isFalse();
    assertThat(BridgeAddresses.mayAnswer(PARROT, "parley.provider.parrot")).isFalse();
    assertThat(BridgeAddresses.mayAnswer(TOOL, "parley.tool.clock.reply.a-1")).isFalse();
  }

  @Test
  void nothingInternalIsPermitted() {
    for (String address :
        List.of(
            "parley.store.accounts.find",
            "parley.ai.generate",
            "parley.conversation.1",
            "parley.user.1",
            "parley.session.ended",
            "__vertx.reply.1")) {
      assertThat(permitted(BridgeAddresses.inbound(), address)).as(address).isFalse();
      assertThat(permitted(BridgeAddresses.outbound(), address)).as(address).isFalse();
    }
    assertThat(permitted(BridgeAddresses.inbound(), "parley.tool.clock")).isFalse();
    assertThat(permitted(BridgeAddresses.outbound(), "parley.moderator.words")).isTrue();
  }
}
