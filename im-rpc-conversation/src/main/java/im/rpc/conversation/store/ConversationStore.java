package im.rpc.conversation.store;

import static im.rpc.conversation.store.ConversationDocuments.CREATE_TIME;
import static im.rpc.conversation.store.ConversationDocuments.ID;
import static im.rpc.conversation.store.ConversationDocuments.IS_MSG_DESTRUCT;
import static im.rpc.conversation.store.ConversationDocuments.IS_PINNED;
import static im.rpc.conversation.store.ConversationDocuments.LATEST_MSG_DESTRUCT_TIME;
import static im.rpc.conversation.store.ConversationDocuments.MSG_DESTRUCT_TIME;
import static im.rpc.conversation.store.ConversationDocuments.OWNER;
import static im.rpc.conversation.store.ConversationDocuments.PEER;
import static im.rpc.conversation.store.ConversationDocuments.RECV_MSG_OPT;

import com.mongodb.client.MongoCollection;
import im.common.message.ReceiveOption;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// Reads the collection `conversation`. What is not there is left out; lists are in the order in
/// which the rows were made.
public final class ConversationStore {
  static final String COLLECTION = "conversation";

  /// The longest time after which messages destroy themselves, in s: a hundred years.
  public static final long MAX_DESTRUCT_TIME = Duration.ofDays(36_500).toSeconds();

  private final MongoCollection<Document> rows;

  /// Reads from `mongo`.
  public ConversationStore(Mongo mongo) {
    rows = mongo.collection(COLLECTION);
  }

  /// One conversation of one owner.
  public Optional<StoredConversation> find(String ownerUserID, String conversationID) {
    return Optional.ofNullable(
            rows.find(ConversationDocuments.key(ownerUserID, conversationID)).first())
        .map(ConversationDocuments::read);
  }

  /// Some conversations of one owner; a repeated id counts once.
  public List<StoredConversation> find(String ownerUserID, Collection<String> conversationIDs) {
    return read(new Document(OWNER, ownerUserID).append(ID, in(conversationIDs)));
  }

  /// One conversation as each of some owners has it.
  public List<StoredConversation> findForOwners(
      String conversationID, Collection<String> ownerUserIDs) {
    return read(new Document(ID, conversationID).append(OWNER, in(ownerUserIDs)));
  }

  /// Conversations of all owners.
  public List<StoredConversation> findByIDs(Collection<String> conversationIDs) {
    return read(new Document(ID, in(conversationIDs)));
  }

  /// All conversations of one owner.
  public List<StoredConversation> all(String ownerUserID) {
    return read(new Document(OWNER, ownerUserID));
  }

  /// All conversations of one owner as lists show them.
  public List<ListedConversation> listed(String ownerUserID) {
    return listed(new Document(OWNER, ownerUserID));
  }

  /// Some conversations of one owner as lists show them; a repeated id counts once.
  public List<ListedConversation> listed(String ownerUserID, Collection<String> conversationIDs) {
    return listed(new Document(OWNER, ownerUserID).append(ID, in(conversationIDs)));
  }

  /// A page of one owner's conversations.
  public Paged<StoredConversation> page(String ownerUserID, Page page) {
    Document list = new Document(OWNER, ownerUserID);
    return Paged.counted(
        page,
        page.of(rows.find(list).sort(new Document("_id", 1)), ConversationDocuments::read),
        () -> rows.countDocuments(list));
  }

  /// The ids of all conversations of one owner.
  public List<String> ids(String ownerUserID) {
    return values(new Document(OWNER, ownerUserID), ID);
  }

  /// The ids of an owner's pinned conversations.
  public List<String> pinnedIDs(String ownerUserID) {
    return values(new Document(OWNER, ownerUserID).append(IS_PINNED, true), ID);
  }

  /// The ids of an owner's conversations that arrive without a notice (recvMsgOpt 2).
  public List<String> silentIDs(String ownerUserID) {
    return values(new Document(OWNER, ownerUserID).append(RECV_MSG_OPT, ReceiveOption.SILENT), ID);
  }

  /// The owners who do not want to be disturbed by a conversation: recvMsgOpt 1 or 2.
  public List<String> ownersNotReceiving(String conversationID) {
    return values(
        new Document(ID, conversationID)
            .append(RECV_MSG_OPT, new Document("$ne", ReceiveOption.NOTIFY)),
        OWNER);
  }

  /// The owners of a conversation with recvMsgOpt 2.
  public List<String> ownersNotNotified(String conversationID) {
    return values(
        new Document(ID, conversationID).append(RECV_MSG_OPT, ReceiveOption.SILENT), OWNER);
  }

  /// The conversations that others have with `peerUserID`.
  public List<StoredConversation> withPeer(String peerUserID) {
    return read(new Document(PEER, peerUserID));
  }

  /// Up to `limit` conversations whose messages destroy themselves and whose last round lies at
  /// least their period before `timestamp` (ms since the epoch).
  public List<StoredConversation> dueForDestruction(long timestamp, int limit) {
    // The store may look at this before the bounds: no period is too long for this side.
    Document sinceLastRound =
        new Document("$subtract", List.of(new Date(timestamp), "$" + LATEST_MSG_DESTRUCT_TIME));
    Document seconds = new Document("$divide", List.of(sinceLastRound, 1000));
    Document due = new Document("$lt", List.of("$" + MSG_DESTRUCT_TIME, seconds));
    return rows.find(selfDestructing().append("$expr", due))
        .limit(limit)
        .map(ConversationDocuments::read)
        .into(new ArrayList<>());
  }

  /// Up to `limit` conversations whose messages destroy themselves.
  public List<StoredConversation> selfDestructing(int limit) {
    return rows.find(selfDestructing())
        .limit(limit)
        .map(ConversationDocuments::read)
        .into(new ArrayList<>());
  }

  private static Document selfDestructing() {
    return new Document(IS_MSG_DESTRUCT, true)
        .append(MSG_DESTRUCT_TIME, new Document("$gt", 0L).append("$lte", MAX_DESTRUCT_TIME));
  }

  private List<StoredConversation> read(Document filter) {
    return rows.find(filter).map(ConversationDocuments::read).into(new ArrayList<>());
  }

  private List<ListedConversation> listed(Document filter) {
    Document fields =
        new Document(ID, 1)
            .append(IS_PINNED, 1)
            .append(RECV_MSG_OPT, 1)
            .append(CREATE_TIME, 1)
            .append("_id", 0);
    return rows.find(filter)
        .projection(fields)
        .map(ConversationDocuments::listed)
        .into(new ArrayList<>());
  }

  private List<String> values(Document filter, String field) {
    return rows.find(filter)
        .projection(new Document(field, 1).append("_id", 0))
        .map(row -> row.getString(field))
        .into(new ArrayList<>());
  }

  private static Document in(Collection<String> ids) {
    return new Document("$in", List.copyOf(ids));
  }
}
