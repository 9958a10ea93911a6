/// Incremental synchronisation: what changed in an owner's list since a client last asked. A
/// service records each change in a [im.common.sync.VersionLog] after making it and answers a
/// client's question with [im.common.sync.IncrementalSync]. Rules: `reference/business-rules.md` 3,
/// layout: `reference/pipeline-storage.md` 10.
@NullMarked
package im.common.sync;

import org.jspecify.annotations.NullMarked;
