# Every library from outside, found once. Which folder may link which is in core/layers.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Network WebSockets Qml Quick QuickControls2 Svg LinguistTools)
if(BEDSIDE_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Test QuickTest)
endif()
find_package(Qt6Keychain REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(SQLCIPHER REQUIRED IMPORTED_TARGET sqlcipher>=3.45) # the .pc file states SQLite's version
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(ICAL REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(GSTREAMER REQUIRED IMPORTED_TARGET
  gstreamer-1.0>=1.22 gstreamer-base-1.0 gstreamer-app-1.0 gstreamer-video-1.0 gstreamer-audio-1.0
  gstreamer-rtp-1.0 gstreamer-sdp-1.0 gstreamer-webrtc-1.0)
pkg_check_modules(NICE REQUIRED IMPORTED_TARGET nice)
set(CMAKE_AUTOMOC OFF) # switched on for each target that has Q_OBJECT
