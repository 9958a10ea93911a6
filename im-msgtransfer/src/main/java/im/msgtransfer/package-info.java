/// The middle of the pipeline: gives accepted messages their numbers, keeps them, and hands them on
/// to push. Stages run side by side on the partitions they own; a stage commits an offset only
/// after everything that follows from the record is durable. Start at
/// [im.msgtransfer.MsgTransferService].
@NullMarked
package im.msgtransfer;

import org.jspecify.annotations.NullMarked;
