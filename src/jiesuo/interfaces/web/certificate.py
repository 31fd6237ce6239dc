"""A certificate for a home network: without one, what is typed could be read on the way."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jiesuo.errors import InputError, ReadOnly

LASTS = timedelta(days=90)
RENEWED = timedelta(days=7)
"""Left time from which a new one is made."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files of a certificate and its key."""

    certificate: Path
    key: Path

    @property
    def read(self) -> x509.Certificate:
        """The first certificate of the file; raises OSError and ValueError."""
        return x509.load_pem_x509_certificate(self.certificate.read_bytes())

    @property
    def fingerprint(self) -> str:
        """SHA-256, as browsers show it."""
        return self.read.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def names(self) -> tuple[str, ...]:
        """Hosts that it speaks for."""
        try:
            found = self.read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ()
        addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
        return (*found.get_values_for_type(x509.DNSName), *addresses)

    def checked(self, now: datetime | None = None) -> str:
        """A warning if its time is over, else empty; raises InputError if the pair cannot be used."""
        for path in (self.certificate, self.key):
            if not path.is_file():
                raise InputError(
                    f"There is no file {path}.", "Give the certificate and its key as PEM files."
                )
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key, _no_password)
            until = self.read.not_valid_after_utc
        except (OSError, ValueError) as error:
            reason = "the key has a password" if isinstance(error, _Encrypted) else _reason(error)
            raise InputError(
                f"{self.certificate} and {self.key} are no certificate with its key: {reason}.",
                "Give both as PEM files, the key without a password.",
            ) from error
        over = until < (now or datetime.now(UTC))
        return f"This certificate ended on {until:%Y-%m-%d}: browsers will refuse it." if over else ""


class _Encrypted(ValueError):
    pass


def _no_password() -> str:
    raise _Encrypted


def _reason(error: Exception) -> str:
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or "not readable as PEM"


def own(folder: Path, host: str, now: datetime | None = None) -> Certificate:
    """The certificate that we signed ourselves for a host; made when there is none, or it ends soon.

    Raises ReadOnly where it cannot be written.
    """
    now = now or datetime.now(UTC)
    # By a hash: a host may be an address with colons, or what no file may be called.
    stem = hashlib.sha256(host.encode()).hexdigest()[:16]
    found = Certificate(folder / f"{stem}.pem", folder / f"{stem}.key")
    if not _good(found, host, now):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(found, host, now)
        except OSError as error:
            what = f"The certificate cannot be kept in {folder}: {error.strerror or error}."
            raise ReadOnly(
                what, "Name another place in JIESUO_DB, or give --certificate and --key."
            ) from error
    return found


def _good(found: Certificate, host: str, now: datetime) -> bool:
    try:
        found.checked(now)
        return host in found.names and found.read.not_valid_after_utc - now > RENEWED
    except (InputError, OSError, ValueError):
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
        # Without it, phones take no certificate for a server.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_privately(place.key, secret)
    _write_privately(place.certificate, made.public_bytes(serialization.Encoding.PEM))


def _write_privately(path: Path, content: bytes) -> None:
    """A file that only its owner reads from the first moment on, or the old one as it was."""
    fresh = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(fresh, path)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
