package im.common.history;

/// Where the message with a number lives: a hundred slots a document
/// (`reference/pipeline-storage.md` 4.2).
record SlotAddress(String docID, int slot) {
  static final int SLOTS = 100;

  static SlotAddress of(String conversationID, long seq) {
    return new SlotAddress(
        conversationID + ":" + (seq - 1) / SLOTS, Math.toIntExact((seq - 1) % SLOTS));
  }
}
