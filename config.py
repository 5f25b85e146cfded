"""Every setting: its name, its default and what it is for. Nothing else reads the environment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
_SIZE_UNITS = {"": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}


class WrongSetting(Exception):
    """A setting has a value that cannot be used; the message is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The platform's settings, complete: an empty address means what is embedded."""

    instance: Path  # the folder of everything embedded
    secret_key: str
    database: str  # an SQLAlchemy address
    search: str  # a folder
    tika: str  # empty: the embedded extractor
    storage: str  # a folder
    mail: str  # a folder for files, or smtp(s)://user:password@host:port
    mail_from: str  # the sender of every mail
    public_url: str  # for links in mails, without a slash at its end
    host: str
    port: int
    trusted_proxies: int  # how many proxies stand in front
    max_upload: int  # bytes, one file
    sandbox: str  # empty: what the machine offers; "none": parse without


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings. Raises WrongSetting."""
    instance = _instance(environment.get("INSTANCE") or str(ROOT / "instance"))
    port = _number(environment, "PORT", 5000, highest=65535)
    public_url = _address(environment, "PUBLIC_URL", {"http", "https"}) or f"http://127.0.0.1:{port}"
    return Config(
        instance=instance,
        secret_key=environment.get("SECRET_KEY") or _kept_secret(instance),
        database=_database(environment.get("DATABASE_URL", ""), instance),
        search=_folder(environment, "SEARCH_URL", instance / "index"),
        tika=_only_embedded(environment, "TIKA_URL"),
        storage=_folder(environment, "STORAGE_URL", instance / "files"),
        mail=_address(environment, "MAIL_URL", {"smtp", "smtps"}) or str(instance / "mail"),
        mail_from=_sender(environment) or f"Otzar <otzar@{urlsplit(public_url).hostname}>",
        public_url=public_url.rstrip("/"),
        host=environment.get("HOST") or "127.0.0.1",
        port=port,
        trusted_proxies=_number(environment, "TRUSTED_PROXIES", 0, highest=9),
        max_upload=_size(environment.get("MAX_UPLOAD") or "200 MB"),
        sandbox=_sandbox(environment.get("SANDBOX", "")),
    )


def _instance(address: str) -> Path:
    folder = Path(address).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongSetting(f"INSTANCE: {folder} cannot be a folder ({problem.strerror}).") from None
    return folder


def _kept_secret(instance: Path) -> str:
    """The key made at the first start. Created exclusively, so that two first starts agree on one."""
    file = instance / "secret_key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii") or _kept_secret_again(file)
    except OSError as problem:
        raise WrongSetting(f"INSTANCE: {instance} cannot be written to ({problem.strerror}).") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as kept:
        kept.write(key := secrets.token_hex(32))
    return key


def _kept_secret_again(file: Path) -> str:
    raise WrongSetting(f"SECRET_KEY: the file {file} is empty; remove it and start again.")


def _database(address: str, instance: Path) -> str:
    if not address:
        return f"sqlite:///{instance / 'otzar.sqlite'}"
    if not address.startswith("sqlite:///"):
        raise WrongSetting(f"DATABASE_URL must begin with sqlite:///, not {_shown(address)!r}.")
    file = Path(address.removeprefix("sqlite:///").partition("?")[0])
    if not file.name or file.is_dir() or not file.parent.is_dir():
        raise WrongSetting(f"DATABASE_URL must name a file in a folder that exists, not {address!r}.")
    return address


def _folder(environment: Mapping[str, str], name: str, default: Path) -> str:
    address = environment.get(name, "")
    if "://" in address or (address and Path(address).exists() and not Path(address).is_dir()):
        raise WrongSetting(f"{name} must be a folder, not {_shown(address)!r}.")
    return str(Path(address).resolve()) if address else str(default)


def _only_embedded(environment: Mapping[str, str], name: str) -> str:
    if environment.get(name):
        raise WrongSetting(f"{name} must be empty: this version reads files by itself.")
    return ""


def _address(environment: Mapping[str, str], name: str, schemes: set[str]) -> str:
    address = environment.get(name, "")
    if address and not _is_address(address, schemes):
        wanted = " or ".join(f"{scheme}://host" for scheme in sorted(schemes))
        raise WrongSetting(f"{name} must be {wanted}, not {_shown(address)!r}.")
    return address


def _is_address(address: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not match, a port that is no number
        return False


def _sender(environment: Mapping[str, str]) -> str:
    sender = environment.get("MAIL_FROM", "")
    if sender and ("@" not in parseaddr(sender)[1] or not sender.isprintable()):
        raise WrongSetting(f"MAIL_FROM must be a mail address, not {sender!r}.")
    return sender


def _number(environment: Mapping[str, str], name: str, default: int, *, highest: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or int(text) > highest:
        raise WrongSetting(f"{name} must be a whole number from 0 to {highest}, not {text!r}.")
    return int(text)


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d+)\s*(|KB|MB|GB)", text.strip().upper())
    if not match or not int(match[1]):
        raise WrongSetting(f"MAX_UPLOAD must be a size such as 200 MB, not {text!r}.")
    return int(match[1]) * _SIZE_UNITS[match[2]]


def _sandbox(text: str) -> str:
    if text not in ("", "none"):
        raise WrongSetting(f"SANDBOX must be empty or none, not {text!r}.")
    return text


def _shown(address: str) -> str:
    """The address without what stands between :// and @: passwords do not belong on a screen."""
    return re.sub(r"://[^/@]*@", "://…@", address)
