"""Words by which a screen says that something does not work, in Chinese, English and Japanese."""

from __future__ import annotations

import re

_WHEN = r"(?:被|经|暂时|临时|永久|自动|依法|暫時|臨時|自動)*"
_FAILURE = re.compile(
    rf"失败|失敗|错误|錯誤|异常|異常|无法|無法|不支持|不可用|已{_WHEN}(?:限制|冻结|凍結|锁定|鎖定|禁用|停用|封禁)"
    r"|已被(?:关闭|關閉)|受限|未通过|未通過|拒绝|拒絕|超限|过期|過期"
    r"|エラー|できません|制限され|停止され|凍結され|無効に"
    r"|\b(?:failed|failure|error|unable|denied|declined|rejected|restricted|suspended|frozen|locked|blocked|disabled"
    r"|deactivated|not (?:supported|allowed|available)|cannot|can't|couldn't|unsuccessful|expired|invalid)\b",
    re.I,
)


def tells_of_failure(text: str) -> bool:
    return _FAILURE.search(text) is not None
