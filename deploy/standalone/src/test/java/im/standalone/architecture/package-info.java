/// The structure of the whole system as tests: which way dependencies may point, between modules
/// and between the rooms of im-common. `docs/architecture.md` explains why.
@NullMarked
package im.standalone.architecture;

import org.jspecify.annotations.NullMarked;
