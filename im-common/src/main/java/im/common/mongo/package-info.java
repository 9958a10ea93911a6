/// The MongoDB connection of a process and the indexes of every collection. Field names and types
/// are those of `reference/mongo-collections.tsv`; queries keep to what a plain server and the
/// embedded one both answer from an index. Start at [im.common.mongo.Mongo].
@NullMarked
package im.common.mongo;

import org.jspecify.annotations.NullMarked;
