"""Qt's own texts, as in the menu of a field and in file dialogs, in the language of the screen."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator


def speak(language: str) -> None:
    """From now on Qt speaks this language where it knows it, else English."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
