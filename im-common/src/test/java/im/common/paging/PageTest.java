package im.common.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import im.proto.sdkws.RequestPagination;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final List<Integer> LIST = List.of(1, 2, 3, 4, 5);

  @Test
  void pagesOfAListDoNotOverlapAndLeaveNothingOut() {
    assertThat(page(1, 2).of(LIST)).containsExactly(1, 2);
    assertThat(page(2, 2).of(LIST)).containsExactly(3, 4);
    assertThat(page(3, 2).of(LIST)).containsExactly(5);
    assertThat(page(4, 2).of(LIST)).isEmpty();
  }

  @Test
  void aPageThatIsNoneShowsNothing() {
    assertThat(List.of(page(0, 2), page(-1, 2), page(1, 0), page(1, -1))).containsOnly(Page.EMPTY);
    assertThat(Page.EMPTY.of(LIST)).isEmpty();
    assertThat(Page.EMPTY.isPast(5)).isTrue();
  }

  @Test
  void theLargestNumbersAreBeyondTheEnd() {
    Page farthest = page(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(farthest.of(LIST)).isEmpty();
    assertThat(farthest.isPast(Integer.MAX_VALUE)).isTrue();
    assertThat(page(1, Integer.MAX_VALUE).of(LIST)).isEqualTo(LIST);
  }

  @Test
  void whereTheListEndsOnThePageNothingIsCounted() {
    assertThat(Paged.counted(page(3, 2), List.of(5), () -> fail("counted")))
        .isEqualTo(new Paged<>(5, List.of(5)));
    assertThat(Paged.counted(page(1, 2), List.of(), () -> fail("counted")).total()).isZero();
  }

  @Test
  void aFullPageAnEmptyOneAndOneBeyondTheEndDoNotTellWhereTheListEnds() {
    assertThat(Paged.counted(page(2, 2), List.of(3, 4), () -> 5).total()).isEqualTo(5);
    assertThat(Paged.counted(page(4, 2), List.of(), () -> 5).total()).isEqualTo(5);
    assertThat(Paged.counted(Page.EMPTY, List.of(), () -> 5).total()).isEqualTo(5);
  }

  private static Page page(int number, int size) {
    return Page.of(
        RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build());
  }
}
