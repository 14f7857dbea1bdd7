"""The choice of mode: translations run parallel; texts in another order, or on the same subject, do not."""

import numpy as np
import pytest
from align_fixture import encoded, space, story

from align.evidence.texts import Text
from align.search.mode import course_of, runs_parallel
from align.search.search import align_parallel

EN, ZH = story("en"), story("zh")
OTHER = encoded(
    [
        "鲜面条要现和现擀，水不能一次加足。",
        "先把面粉倒进盆里，慢慢加水，用筷子搅成絮状。",
        "揉到盆光、面光、手光，盖上湿布醒半个小时。",
        "醒好的面擀成薄片，撒一层干粉，叠起来切成细条。",
        "水烧开再下锅，点两次凉水就熟了。",
        "捞出来过一遍冷水，吃起来更筋道。",
        "酱要用小火慢慢熬，熬到油和酱分开为止。",
        "黄瓜切丝，豆芽焯水，码在面上。",
        "最后浇一勺酱，拌匀了趁热吃。",
        "剩下的面可以晾干，收在纸袋里，放一个月也不坏。",
    ]
)


MANUAL = [
    ("Switch off the mixer.", "关闭搅拌机。"),
    ("Pull out the plug.", "拔下电源插头。"),
    ("Wait until the bowl stands still.", "等待料桶完全停稳。"),
    ("Loosen both screws.", "松开两颗螺钉。"),
    ("Keep the screws in a safe place.", "妥善保管螺钉。"),
    ("Tighten both screws.", "拧紧两颗螺钉。"),
    ("Put the lid back on.", "盖回上盖。"),
    ("Plug it in again.", "重新插上电源。"),
    ("Let it run empty for one minute.", "空转一分钟。"),
    ("Replace the drive belt.", "更换传动皮带。"),
    ("Grease the upper bearing.", "给上轴承加润滑脂。"),
    ("Clean the air filter with a soft brush.", "用软刷清洁空气滤网。"),
    ("Check the carbon brushes for wear.", "检查碳刷的磨损情况。"),
    ("Sharpen the kneading blade.", "打磨揉面刀片。"),
    ("Change the rubber feet.", "更换橡胶脚垫。"),
    ("Measure the motor's resistance.", "测量电机的电阻。"),
    ("Renew the seal of the bowl.", "更换料桶的密封圈。"),
]


def parallel(src: Text, tgt: Text) -> bool:
    return runs_parallel(src, tgt, space(), align_parallel(src, tgt, space()))


def test_the_story_runs_parallel() -> None:
    assert parallel(EN, ZH)
    assert course_of(EN, ZH, space()).share > 0.5


@pytest.mark.parametrize("count", [3, 5, 10, 20])
def test_the_beginning_of_the_story_runs_parallel(count: int) -> None:
    assert parallel(EN.take(range(count)), ZH.take(range(count)))


def test_half_of_the_story_is_missing() -> None:
    assert parallel(EN.take(range(22)), ZH)


@pytest.mark.parametrize(
    ("src", "tgt"),
    [
        *((count, count) for count in (1, 2, 3, 5, 10)),
        (3, 10),
        (5, 10),
        (10, 5),
        (45, 1),
        (45, 5),
        (20, 2),
    ],
)
def test_another_text_does_not_run_parallel(src: int, tgt: int) -> None:
    assert not parallel(EN.take(range(src)), OTHER.take(range(tgt)))


def test_a_shuffled_text_does_not_run_parallel() -> None:
    order = np.random.default_rng(3).permutation(len(ZH.sentences)).tolist()
    assert not parallel(EN, ZH.take(order))


@pytest.mark.parametrize(("src", "tgt"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_does_not_run_parallel(src: int, tgt: int) -> None:
    assert not parallel(EN.take(range(src)), ZH.take(range(tgt)))


@pytest.mark.parametrize("seed", range(5))
def test_a_short_text_in_another_order_does_not_run_parallel(seed: int) -> None:
    count = 10
    order = np.random.default_rng(seed).permutation(count).tolist()
    assert not parallel(EN.take(range(count)), ZH.take(range(count)).take(order))


def test_a_text_that_repeats_its_sentences_line_for_line_runs_parallel() -> None:
    """As the steps of a manual do: nearly every sentence stands in it many times."""
    job = [0, 1, 2, 3, 4, 5, 6, 3, 4, 7, 8, 5, 6]
    steps = [k for special in range(9, 17) for k in (*job, special)]
    en, zh = (encoded([pair[side] for pair in MANUAL]) for side in (0, 1))
    assert parallel(en.take(steps), zh.take(steps))
    assert course_of(en.take(steps), zh.take(steps), space()).share > 0.8
