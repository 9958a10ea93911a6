/// The conformance checks of `reference/business-rules.md` 13, one test method for each number
/// ([im.standalone.conformance.Check]), played over REST and WebSocket against one server that the
/// whole package shares. Where `reference/right-answers.md` or a recorded answer says otherwise
/// than a check, the test asserts that and says why. [im.standalone.conformance.CompletenessTest]
/// counts.
@NullMarked
package im.standalone.conformance;

import org.jspecify.annotations.NullMarked;
