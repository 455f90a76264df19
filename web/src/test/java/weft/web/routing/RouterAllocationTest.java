package weft.web.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RouterAllocationTest {
  private static final String[] PATHS = {
    "/",
    "/static/route/7",
    "/users/123456",
    "/users/42/posts/17",
    "/files/a/b/c.txt",
    "/.well-known/x",
    "/nothing/here/at/all",
  };

  private static Router<String> router() {
    RouterBuilder<String> builder = new RouterBuilder<String>().trailingSlash(TrailingSlash.STRICT);
    builder.add("GET", "/", "root");
    builder.add("GET", "/users/{id:int}", "user");
    builder.add("GET", "/users/{id}/posts/{post:long}", "post");
    builder.add("GET", "/files/{path*}", "file");
    for (int index = 0; index < 100; index++) {
      builder.add("GET", "/static/route/" + index, "static");
    }
    return builder.build();
  }

  private static int search(Router<String> router, RouteMatch<String> match, int rounds) {
    int found = 0;
    for (int round = 0; round < rounds; round++) {
      for (String path : PATHS) {
        if (router.find("GET", path, match) == RouteOutcome.FOUND) {
          found++;
        }
        if (router.find("POST", path, match) == RouteOutcome.METHOD_NOT_ALLOWED) {
          found++;
        }
      }
    }
    return found;
  }

  @Test
  void aSearchAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Router<String> router = router();
    RouteMatch<String> match = new RouteMatch<>();
    search(router, match, 5_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    int found = search(router, match, 10_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(found).isEqualTo(10 * 10_000);
    assertThat(allocated).as("bytes in 140,000 searches").isLessThan(4_096);
  }
}
