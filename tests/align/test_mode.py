"""The choice of mode: translations run parallel; texts in another order, or on the same subject, do not."""

import numpy as np
import pytest
from align_fixture import encoded, space, story

from align.evidence.texts import Text
from align.search.mode import Course, course_of, runs_parallel
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
LEASE = [
    "Pets are allowed only if the neighbours agree.",
    "The cellar is shared by all tenants.",
    "The rent is paid to the landlord's account at the savings bank.",
    "Whoever loses a key pays for a new lock.",
    "Bicycles must not stand in the stairwell.",
    "The tenant cleans the stairs every second week.",
    "Notice must be given in writing by the third of the month.",
    "The landlord has the chimney swept once a year.",
    "Windows are painted at the landlord's expense.",
    "After ten in the evening it must be quiet in the house.",
    "The deposit bears interest.",
    "This contract is signed in two copies.",
]
SALE = [
    "卖方向买方出售两千台缝纫机。",
    "货物分三批从宁波港启运。",
    "买方在收到提单后十日内付款。",
    "包装应适合远洋运输。",
    "保修期自验收之日起十八个月。",
    "卖方负责培训买方的技术人员。",
    "逾期交货的，卖方按日支付违约金。",
    "商标使用须经卖方书面授权。",
    "因台风造成的延误不承担责任。",
    "检验费用由买方承担。",
    "争议提交仲裁委员会裁决。",
    "本合同自双方盖章之日起生效。",
]
WORDS = [
    ("anchor", "船锚"), ("barley", "大麦"), ("candle", "蜡烛"), ("dentist", "牙医"), ("elephant", "大象"),
    ("fountain", "喷泉"), ("ginger", "生姜"), ("helmet", "头盔"), ("island", "岛屿"), ("jacket", "夹克"),
    ("kitchen", "厨房"), ("ladder", "梯子"), ("mirror", "镜子"), ("notebook", "笔记本"), ("oxygen", "氧气"),
    ("pepper", "胡椒"), ("rabbit", "兔子"), ("school", "学校"), ("tunnel", "隧道"), ("vaccine", "疫苗"),
    ("window", "窗户"), ("zebra", "斑马"),
]  # fmt: skip


def parallel(src: Text, tgt: Text) -> bool:
    return runs_parallel(course_of(src, tgt, space()), align_parallel(src, tgt, space()))


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


def test_two_contracts_do_not_belong_together() -> None:
    src, tgt = encoded(LEASE), encoded(SALE)
    assert not parallel(src, tgt)
    assert not course_of(src, tgt, space()).belong


def test_terms_sorted_in_each_language_belong_together_and_do_not_run_parallel() -> None:
    src, tgt = encoded([en for en, _ in WORDS]), encoded(sorted(zh for _, zh in WORDS))
    assert not parallel(src, tgt)
    assert course_of(src, tgt, space()).belong
    assert parallel(src, encoded([zh for _, zh in WORDS]))


def test_passages_in_another_order_belong_together_and_do_not_run_parallel() -> None:
    count = len(ZH.sentences)
    blocks = [list(range(k, min(k + 5, count))) for k in range(0, count, 5)]
    shuffled = ZH.take([k for block in blocks[::-1] for k in block])
    assert not parallel(EN, shuffled)
    assert course_of(EN, shuffled, space()).belong


def test_long_halves_that_changed_places_still_stand_in_order() -> None:
    """A shuffled text of so many sentences has about 20 that rise; here it is 50."""
    assert Course(0.5, 0.5, able=100).in_order
    assert not Course(0.5, 0.5, able=30).in_order
    assert not Course(0.2, 0.2, able=100).in_order


@pytest.mark.parametrize("part", [slice(0, 23), slice(15, 30)])
def test_a_part_runs_parallel_to_the_whole(part: slice) -> None:
    some = ZH.take(range(len(ZH.sentences))[part])
    assert parallel(EN, some)
    assert course_of(EN, some, space()).belong


def test_a_few_sentences_within_much_else_belong_there() -> None:
    around = encoded([*SALE, *(zh for _, zh in WORDS)])
    tgt = encoded([*around.sentences, *ZH.sentences[:10]])
    assert course_of(EN.take(range(10)), tgt, space()).belong
