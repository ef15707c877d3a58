// SPDX-License-Identifier: Apache-2.0
// One's own camera, microphone and speaker: what is on, what is heard, what is chosen, what is wrong. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/picture_feed.h"
#include "ui/models/row_list.h"

#include <QtQmlIntegration>

namespace bedside::ui {

class Surroundings;

// The devices of one kind.
class DeviceList : public RowList<client::Device> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int count READ count NOTIFY changed FINAL)
    Q_PROPERTY(int currentIndex READ currentIndex NOTIFY changed FINAL)

public:
    DeviceList(client::Facade &facade, client::DeviceKind kind, QObject *parent);
    int count() const { return rowCount(); }
    int currentIndex() const;
    void refresh();

public Q_SLOTS:
    void choose(int row);

Q_SIGNALS:
    void changed();

private:
    client::Facade &m_facade;
    client::DeviceKind m_kind;
};

class DevicesModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bedside::ui::DeviceList *cameras READ cameras CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::DeviceList *microphones READ microphones CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::DeviceList *speakers READ speakers CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::PictureFeed *selfView READ selfView CONSTANT FINAL)
    Q_PROPERTY(bool cameraOn READ cameraOn NOTIFY changed FINAL)
    Q_PROPERTY(bool microphoneOn READ microphoneOn NOTIFY changed FINAL)
    Q_PROPERTY(QString generatedText READ generatedText NOTIFY changed FINAL)
    Q_PROPERTY(QString generatedLabel READ generatedLabel NOTIFY changed FINAL)
    Q_PROPERTY(QString cameraProblem READ cameraProblem NOTIFY changed FINAL)
    Q_PROPERTY(QString microphoneProblem READ microphoneProblem NOTIFY changed FINAL)
    Q_PROPERTY(qreal level READ level NOTIFY levelChanged FINAL)
    Q_PROPERTY(bool heard READ heard NOTIFY levelChanged FINAL)
    Q_PROPERTY(QString heardText READ heardText NOTIFY levelChanged FINAL)

public:
    DevicesModel(client::Facade &facade, Surroundings &surroundings, QObject *parent);

    DeviceList *cameras() { return &m_cameras; }
    DeviceList *microphones() { return &m_microphones; }
    DeviceList *speakers() { return &m_speakers; }
    PictureFeed *selfView() { return &m_selfView; }
    bool cameraOn() const;
    bool microphoneOn() const;
    QString generatedText() const;
    QString generatedLabel() const; // the same in a few words, for one's own picture
    QString cameraProblem() const;
    QString microphoneProblem() const;
    qreal level() const;
    bool heard() const;
    QString heardText() const;

    void refresh();
    void refreshLevel();

public Q_SLOTS:
    void setCamera(bool on);
    void setMicrophone(bool on);
    void toggleCamera() { setCamera(!cameraOn()); }
    void toggleMicrophone() { setMicrophone(!microphoneOn()); }
    void tryAgain();
    void testSpeaker();

Q_SIGNALS:
    void changed();
    void levelChanged();

private:
    client::Facade &m_facade;
    Surroundings &m_surroundings;
    DeviceList m_cameras;
    DeviceList m_microphones;
    DeviceList m_speakers;
    PictureFeed m_selfView;
};

} // namespace bedside::ui
