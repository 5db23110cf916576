"""National language tables of the GSM alphabet (3GPP 23.038 annex A).

Owns the single shift tables (for the octet after an escape) of Turkish, Spanish and Portuguese, and
the locking shift tables (for all other octets) of Turkish and Portuguese. Phones use them to fit a
text into fewer parts.
"""

TURKISH, SPANISH, PORTUGUESE = 1, 2, 3

SINGLE_SHIFT: dict[int, dict[int, str]] = {
    TURKISH: dict(zip(b"GISceg\x69s", "ĞİŞç€ğış", strict=True)),  # annex A.2.1
    SPANISH: dict(zip(b"\x09AIOUaeiou", "çÁÍÓÚá€íóú", strict=True)),  # annex A.2.2
    PORTUGUESE: dict(  # annex A.2.3
        zip(
            b"\x05\x09\x0b\x0c\x0e\x0f\x12\x13\x15\x16\x17\x18\x19\x1fAIOU[\\aeiou{|\x7f",
            "êçÔôÁáΦΓΩΠΨΣΘÊÀÍÓÚÃÕÂ€íóúãõâ",
            strict=True,
        )
    ),
}

_DIGITS_AND_SIGNS = "0123456789:;<=>?"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()

# 128 characters each; U+001B stands at the place of the escape.
LOCKING_SHIFT: dict[int, str] = {
    TURKISH: (  # annex A.3.1
        "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ !\"#¤%&'()*+,-./"
        + _DIGITS_AND_SIGNS
        + f"İ{_CAPITALS}ÄÖÑÜ§ç{_SMALL}äöñüà"
    ),
    PORTUGUESE: (  # annex A.3.3
        "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ !\"#º%&'()*+,-./"
        + _DIGITS_AND_SIGNS
        + f"Í{_CAPITALS}ÃÕÚÜ§~{_SMALL}ãõ`üà"
    ),
}
