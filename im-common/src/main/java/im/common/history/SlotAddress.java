package im.common.history;

/// Where the message with a number lives: a hundred slots a document
/// (`reference/pipeline-storage.md` 4.2).
record SlotAddress(String docID, int slot) {
  static final int SLOTS = 100;

  static SlotAddress of(String conversationID, long seq) {
    return new SlotAddress(
        docID(conversationID, (seq - 1) / SLOTS), Math.toIntExact((seq - 1) % SLOTS));
  }

  static SlotAddress of(MessageRef ref) {
    return of(ref.conversationID(), ref.seq());
  }

  /// The id of the document with number `index`, from 0, of a conversation.
  static String docID(String conversationID, long index) {
    return conversationID + ":" + index;
  }

  /// The number of the document `docID` in its conversation, from 0.
  static long index(String docID) {
    return Long.parseLong(docID.substring(docID.lastIndexOf(':') + 1));
  }

  /// The conversation that the document `docID` belongs to.
  static String conversationID(String docID) {
    return docID.substring(0, docID.lastIndexOf(':'));
  }
}
