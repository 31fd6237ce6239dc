"""Finds why a Taobao account is locked or an Alipay payment fails, and the cheapest safe way out."""

__version__ = "0.1.0"
