"""A key that stays in its PKCS#11 module: SoftHSM, with a token of the test's own."""

import asyncio
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core.agreements.paper import draw_pdf
from core.seal import put_seal, seal_certificates, seal_faults, verify
from core.settings import Settings
from tests.core.seal.test_seal import MOMENT, ORGANIZATION, paper
from tests.core.seal.test_seal_keys import VALID, certificate, pdfsig

MODULE = next((each for each in map(Path, ("/usr/lib/softhsm/libsofthsm2.so",)) if each.exists()), None)
PIN, LABEL = "4711", "key of the seal"


def missing() -> str | None:
    """Why no token can be had, in words; None when one can."""
    if MODULE is None or shutil.which("softhsm2-util") is None:
        return "SoftHSM (softhsm2) is not installed"
    if find_spec("pkcs11") is None:
        return 'the library python-pkcs11 is not installed (the extra "hsm")'
    return None


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a token with key and certificate; SoftHSM reads where it is once in a process."""
    if reason := missing():
        pytest.skip(reason)
    import os

    import pkcs11

    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (folder / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for words in (
        ["--init-token", "--free", "--label", "seal", "--pin", PIN, "--so-pin", "0815"],
        ["--import", folder / "key", "--token", "seal", "--label", LABEL, "--id", "01", "--pin", PIN],
    ):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    own = certificate(key)
    kind = {"CLASS": pkcs11.ObjectClass.CERTIFICATE, "CERTIFICATE_TYPE": pkcs11.CertificateType.X_509}
    about = {"TOKEN": True, "LABEL": LABEL, "ID": b"\1", "SUBJECT": own.subject.public_bytes()}
    content = kind | about | {"VALUE": own.public_bytes(Encoding.DER)}
    with pkcs11.lib(str(MODULE)).get_token(token_label="seal").open(rw=True, user_pin=PIN) as session:
        session.create_object({pkcs11.Attribute[name]: value for name, value in content.items()})
    names = {"seal_pkcs11_token": "seal", "seal_pkcs11_label": LABEL, "seal_pkcs11_pin": PIN}
    return Settings(seal_pkcs11_module=MODULE, **names)


@pytest.mark.hsm
async def test_a_key_in_a_module_seals_and_its_certificate_judges(token: Settings, tmp_path: Path) -> None:
    assert seal_faults(token) == []
    sealed = await asyncio.to_thread(put_seal, draw_pdf(paper(), MOMENT), token, ORGANIZATION, "Signed")

    verdict = await verify(sealed, seal_certificates(token, ORGANIZATION))
    assert verdict.faults == () and verdict.sealed_by == "Common Name: Configured seal"
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    assert VALID in await asyncio.to_thread(pdfsig, tmp_path / "sealed.pdf")


@pytest.mark.hsm
@pytest.mark.parametrize("wrong", ["seal_pkcs11_token", "seal_pkcs11_label", "seal_pkcs11_pin"])
def test_a_token_that_cannot_be_used_is_a_fault_of_the_settings(token: Settings, wrong: str) -> None:
    given = token.model_dump(include={"seal_pkcs11_module", "seal_pkcs11_token", "seal_pkcs11_label"})
    given |= {"seal_pkcs11_pin": PIN} | {wrong: "no"}
    (fault,) = seal_faults(Settings(**given))
    assert fault.startswith("seal_pkcs11_module, _token, _label or _pin: ") and PIN not in fault
