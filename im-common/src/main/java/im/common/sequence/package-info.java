/// Sequence numbers of conversations and of users in them: allocation together with the memory of
/// what was allocated, recovery, read positions and visible bounds (`reference/pipeline-storage.md`
/// 3.8, 5.1). Start at [im.common.sequence.ConversationSequences].
@NullMarked
package im.common.sequence;

import org.jspecify.annotations.NullMarked;
