"""Telephone screens: the pack's own messages as an app would show them, and screens without any."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import drawing as draw
from drawing import Screen
from PIL import Image

QUALITY = 60
"""JPEG quality at which chat apps pass pictures on."""


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def of_message(text: str, rng: random.Random) -> Screen:
    """A screen that shows a message in one of three ways, in its language."""
    kind = rng.choice(("dialog", "page", "toast"))
    shown = text.replace("\n", " ")
    if is_chinese(text):
        return Screen(shown, "收银台", kind, ("取消", "确定"), ("商品总价 ¥128.00", "付款方式 信用卡"))
    return Screen(shown, "Checkout", kind, ("Cancel", "OK"), ("Order total CNY 128.00", "Pay with card"))


def error_screens(
    messages: Sequence[tuple[str, str]], seed: int, count: int
) -> Iterator[tuple[str, Image.Image]]:
    """The finding that is shown and the picture, over all sizes and both themes, as JPEG 60."""
    rng = random.Random(seed)
    chinese = [item for item in messages if is_chinese(item[1])]
    english = [item for item in messages if not is_chinese(item[1])]
    for place in range(count):
        finding, text = rng.choice(chinese if place % 2 else english)
        yield finding, taken(of_message(text, rng), place)


def taken(screen: Screen, place: int) -> Image.Image:
    """The screen at the size and in the theme of its place in a row."""
    theme = (draw.LIGHT, draw.DARK)[place // 2 % 2]
    size = draw.SIZES[place % len(draw.SIZES)]
    return draw.squeezed(draw.phone_screen(screen, size, theme), QUALITY)


UNRELATED = (
    Screen("支付成功", "收银台", "page", ("完成",), ()),
    Screen("Payment successful", "Checkout", "page", ("Done",)),
    Screen("确定要退出登录吗？", "设置"),
    Screen("Do you want to delete this photo?", "Gallery", buttons=("Keep", "Delete")),
    Screen("今天多云，最高气温 18 度，出门记得带外套。", "天气", "page", ("知道了",)),
    Screen("Cloudy today, high of 18 degrees. Take a jacket.", "Weather", "page", ("OK",)),
    Screen("您的包裹已放入丰巢柜，请尽快取件。", "物流详情", "toast", (), ("运单号 SF0000", "北京市 朝阳区")),
    Screen("Your parcel is out for delivery.", "Tracking", "toast", (), ("Left the depot", "In transit")),
    Screen("是否允许使用您的位置信息？", "地图", buttons=("不允许", "允许")),
    Screen("Allow this app to use your location?", "Maps", buttons=("Don't allow", "Allow")),
    Screen("已加入购物车", "商品详情", "toast", (), ("纯棉短袖 T 恤", "¥59.00 包邮", "月销 2000+")),
    Screen("Added to cart", "Product", "toast", (), ("Cotton T-shirt", "CNY 59.00", "2000 sold")),
    Screen("版本更新：修复了一些小问题，体验更流畅。", "关于", buttons=("稍后", "立即更新")),
    Screen(
        "A new version is ready. It takes about a minute to install.", "About", buttons=("Later", "Update")
    ),
    Screen("余额 ¥1,024.50", "我的", "page", ("充值",), ("账户与安全", "支付设置", "银行卡")),
    Screen(
        "Balance CNY 1,024.50",
        "Me",
        "page",
        ("Top up",),
        ("Account and security", "Payment settings", "Cards"),
    ),
    Screen("请选择收货地址", "确认订单", "dialog", ("取消", "确定"), ("合计 ¥88.00", "运费 ¥0.00")),
    Screen(
        "Choose a delivery address", "Order", "dialog", ("Cancel", "OK"), ("Total CNY 88.00", "Free delivery")
    ),
    Screen(
        "亲，在的哦，请问有什么可以帮您？",
        "客服",
        "toast",
        (),
        ("你好", "这件有蓝色吗", "有的，今天下单明天发"),
    ),
    Screen(
        "Hello! How can I help you today?",
        "Chat",
        "toast",
        (),
        ("Hi", "Do you have this in blue?", "Yes we do"),
    ),
    Screen("张先生 向您转账 ¥50.00", "转账", "page", ("收款",)),
    Screen("You received CNY 50.00 from a friend.", "Transfer", "page", ("Open",)),
    Screen("会议 15:00 开始，地点三号楼。", "日历", "dialog", ("忽略", "提醒我")),
    Screen("Meeting at 3 pm in building three.", "Calendar", buttons=("Dismiss", "Remind me")),
    Screen("请对准二维码，即可自动扫描", "扫一扫", "toast", (), ("相册", "我的二维码")),
    Screen("Point the camera at a QR code.", "Scan", "toast", (), ("Album", "My QR code")),
    Screen("本月账单已生成，共支出 ¥3,210.00", "账单", "page", ("查看",), ("餐饮 ¥820.00", "交通 ¥310.00")),
    Screen(
        "Your statement is ready. You spent CNY 3,210.",
        "Bills",
        "page",
        ("View",),
        ("Food 820", "Travel 310"),
    ),
    Screen("语言已切换为简体中文", "设置", "toast", (), ("语言", "字体大小", "深色模式")),
    Screen("Language changed to English", "Settings", "toast", (), ("Language", "Text size", "Dark mode")),
    Screen("确认收货后，款项将打给卖家。", "订单详情", "dialog", ("再等等", "确认收货")),
    Screen("Please confirm that you received the goods.", "Order", buttons=("Not yet", "Received")),
    Screen("列车 G123 次 09:00 开，检票口 A5。", "车票", "page", ("查看行程",)),
    Screen("Train G123 leaves at 09:00 from gate A5.", "Tickets", "page", ("See trip",)),
    Screen("蛋炒饭：两个鸡蛋、一碗米饭、葱花少许。", "菜谱", "page", ("收藏",)),
    Screen("Fried rice: two eggs, a bowl of rice, some spring onion.", "Recipes", "page", ("Save",)),
    Screen("已复制到剪贴板", "文件", "toast", (), ("报告.pdf", "照片.zip")),
    Screen("Copied to the clipboard", "Files", "toast", (), ("report.pdf", "photos.zip")),
    Screen("评价成功，获得 10 积分", "评价", "page", ("返回首页",)),
    Screen("Thank you for your review. You earned 10 points.", "Review", "page", ("Home",)),
)
