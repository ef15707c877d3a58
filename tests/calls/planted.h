// SPDX-License-Identifier: Apache-2.0
// Looks for planted texts in what was written, in the forms that a text commonly takes on its way there.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <cctype>

namespace bedside::test {

// As it is, as UTF-16 in both orders, in percent and hexadecimal digits of both cases, and as base64 in both alphabets from
// each of the three places in a group of three bytes where it could begin.
inline QList<QByteArray> formsOf(const QByteArray &text)
{
    const QString wide = QString::fromUtf8(text);
    const QByteArray little(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2);
    QByteArray big = little;
    for (qsizetype i = 0; i + 1 < big.size(); i += 2)
        std::swap(big[i], big[i + 1]);
    QList<QByteArray> forms{text, little, big, QUrl::toPercentEncoding(wide), text.toHex(), text.toHex().toUpper()};
    QByteArray all;
    for (const char byte : text)
        all += '%' + QByteArray(1, byte).toHex();
    forms << all << all.toUpper() << QUrl::toPercentEncoding(wide).replace("%20", "+");
    for (int before = 0; before < 3; ++before) {
        const QByteArray whole = text.left(text.size() - (text.size() + before) % 3); // to the end of a group
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding})
            forms << (QByteArray(before, 'x') + whole).toBase64(alphabet).mid(before == 0 ? 0 : before + 1);
    }
    return forms;
}

// Which of `texts` stand in `content` in some form.
inline QStringList plantedIn(const QByteArray &content, const QList<QByteArray> &texts)
{
    QStringList found;
    for (const QByteArray &text : texts) {
        const auto forms = formsOf(text);
        if (std::any_of(forms.begin(), forms.end(), [&](const QByteArray &form) { return content.contains(form); }))
            found << QString::fromUtf8(text);
    }
    return found;
}

} // namespace bedside::test
