package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.MongoExtension;
import im.proto.conversation.ConversationElem;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// The sorted list of a user with many conversations: which page comes, and what it reads.
final class SortedConversationsTest extends ConversationTestBed {
  private static final int MANY = 2_000;
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;

  @Test
  void aPageOfManyReadsTheMessagesThatDecide() {
    List<String> ids = conversations(MANY);
    for (int i = 0; i < MANY; i++) {
      peers.lastMessages.put(ids.get(i), message(3, NOW - i * MINUTE));
    }
    int before = peers.messagesRead.get();

    assertThat(ids(1, 20)).isEqualTo(ids.subList(0, 20));
    assertThat(peers.messagesRead.get() - before).isLessThanOrEqualTo(40);
    assertThat(ids(3, 20)).isEqualTo(ids.subList(40, 60));
    assertThat(peers.messagesRead.get() - before).isLessThanOrEqualTo(40 + 120);
    assertThat(ids(100, 20)).isEqualTo(ids.subList(1_980, 2_000));
    assertThat(ids(101, 20)).isEmpty();
    assertThat(sorted(1, 1).getConversationTotal()).isEqualTo(MANY);
    assertThat(sorted(1, 1).getUnreadTotal()).isEqualTo(3L * MANY);
  }

  @Test
  void whenAMessageWasSentDecidesNotWhenItWasNumbered() {
    List<String> ids = conversations(600);
    List<String> expected = new ArrayList<>(ids);
    for (int i = 0; i < ids.size(); i++) {
      peers.lastMessages.put(ids.get(i), message(1, NOW - i * MINUTE));
    }
    // Numbered last of all, but sent long ago; and one of which nobody knows when it was numbered.
    peers.numberedAt.put(ids.get(500), NOW + MINUTE);
    peers.numberedAt.put(ids.get(450), 0L);
    peers.lastMessages.put(ids.get(450), message(1, NOW - MINUTE / 2));
    expected.remove(450);
    expected.add(1, ids.get(450));
    // Without a message, and with one that is there no more: by the age of the conversation.
    peers.lastMessages.remove(ids.get(400));
    peers.erased.add(ids.get(300));
    made(ids.get(400), NOW - 2 * MINUTE + 1);
    made(ids.get(300), NOW - 3 * MINUTE + 1);
    expected.remove(ids.get(400));
    expected.remove(ids.get(300));
    expected.add(expected.indexOf(ids.get(2)), ids.get(400));
    expected.add(expected.indexOf(ids.get(3)), ids.get(300));
    pin(ids.get(599));
    expected.remove(ids.get(599));
    expected.addFirst(ids.get(599));

    for (int number = 1; number <= 31; number++) {
      assertThat(ids(number, 20))
          .isEqualTo(expected.subList((number - 1) * 20, Math.min(600, number * 20)));
    }
  }

  @Test
  void messagesThatDoNotFitOneAnswerAreAskedForAgain() {
    List<String> ids = conversations(30);
    for (int i = 0; i < ids.size(); i++) {
      peers.lastMessages.put(ids.get(i), message(1, NOW - i * MINUTE));
    }
    peers.messagesPerAnswer = 7;
    try {
      assertThat(ids(1, 30)).isEqualTo(ids);
      assertThat(sorted(1, 30).getConversationElemsList())
          .hasSize(30)
          .allMatch(ConversationElem::hasMsgInfo);
    } finally {
      peers.messagesPerAnswer = Integer.MAX_VALUE;
    }
  }

  private List<String> conversations(int count) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "si_" + ann + "_" + i).toList();
    List<Document> rows =
        ids.stream()
            .map(id ->
                new Document("owner_user_id", ann)
                    .append("conversation_id", id)
                    .append("is_pinned", false)
                    .append("create_time", new Date(1)))
            .toList();
    MongoExtension.mongo().collection("conversation").insertMany(rows);
    return ids;
  }

  private void made(String id, long time) {
    set(id, "create_time", new Date(time));
  }

  private void pin(String id) {
    set(id, "is_pinned", true);
  }

  private void set(String id, String field, Object value) {
    MongoExtension.mongo()
        .collection("conversation")
        .updateOne(
            new Document("owner_user_id", ann).append("conversation_id", id),
            new Document("$set", new Document(field, value)));
  }

  private List<String> ids(int number, int size) {
    return sorted(number, size).getConversationElemsList().stream()
        .map(ConversationElem::getConversationID)
        .toList();
  }
}
