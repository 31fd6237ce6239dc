"""A certificate for a home network: without one, what is typed could be read on the way."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LASTS = timedelta(days=90)
RENEWED = timedelta(days=7)
"""Left time from which a new one is made."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files of a certificate and its key, and the SHA-256 fingerprint to compare in the browser."""

    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        read = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        return read.fingerprint(hashes.SHA256()).hex(":").upper()


def own(folder: Path, host: str, now: datetime | None = None) -> Certificate:
    """The certificate that we signed ourselves for a host; made when there is none, or it ends soon."""
    now = now or datetime.now(UTC)
    found = Certificate(folder / f"{host.replace(':', '_')}.pem", folder / f"{host.replace(':', '_')}.key")
    if not _good(found, now):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(found, host, now)
    return found


def _good(found: Certificate, now: datetime) -> bool:
    try:
        read = x509.load_pem_x509_certificate(found.certificate.read_bytes())
        return found.key.is_file() and read.not_valid_after_utc - now > RENEWED
    except (OSError, ValueError):
        return False


def _make(place: Certificate, host: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jiesuo")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    handle = os.open(place.key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
    place.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
