/// Where the instances of a service are: one small interface behind every stub, with fixed
/// addresses, DNS and in-process implementations. A registry such as etcd fits in without touching
/// callers. Start at [im.common.discovery.Discovery].
@NullMarked
package im.common.discovery;

import org.jspecify.annotations.NullMarked;
