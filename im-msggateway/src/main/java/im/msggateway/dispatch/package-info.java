/// The requests of the protocol: one table from their numbers to the calls they mean, the context
/// those calls run in, and the one way failures become replies. Nothing is decided here that the
/// called service decides itself. Start at [im.msggateway.dispatch.Dispatcher].
@NullMarked
package im.msggateway.dispatch;

import org.jspecify.annotations.NullMarked;
