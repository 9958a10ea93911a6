/// The three stores the server needs, brought up without an installation. Each class owns one of
/// them in one folder of a [im.standalone.embedded.DataDirectory], is ready when its `start`
/// returns and keeps what it acknowledged over a restart. Whatever prevents a start is a
/// [im.standalone.embedded.StartFailure]: one line that says what is wrong and what to do.
@NullMarked
package im.standalone.embedded;

import org.jspecify.annotations.NullMarked;
