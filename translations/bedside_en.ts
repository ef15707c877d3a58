<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AddressSwitch</name>
    <message>
        <source>Hide my network address from the other person. The call then goes through the practice&apos;s relay.</source>
        <translation>Hide my network address from the other person. The call then goes through the practice&apos;s relay.</translation>
    </message>
</context>
<context>
    <name>AdmitCard</name>
    <message>
        <source>Let %1 into the visit?</source>
        <translation>Let %1 into the visit?</translation>
    </message>
    <message>
        <source>Somebody is at the door who can&apos;t be checked</source>
        <translation>Somebody is at the door who can&apos;t be checked</translation>
    </message>
    <message>
        <source>Let them in</source>
        <translation>Let them in</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>Not yet</translation>
    </message>
    <message>
        <source>Turn away</source>
        <translation>Turn away</translation>
    </message>
</context>
<context>
    <name>AppointmentScreen</name>
    <message>
        <source>New visit</source>
        <translation>New visit</translation>
    </message>
    <message>
        <source>Change the visit</source>
        <translation>Change the visit</translation>
    </message>
    <message>
        <source>Patient&apos;s name</source>
        <translation>Patient&apos;s name</translation>
    </message>
    <message>
        <source>First and last name</source>
        <translation>First and last name</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>Earlier day</source>
        <translation>Earlier day</translation>
    </message>
    <message>
        <source>Later day</source>
        <translation>Later day</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>How long</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>Phone or mail, for you only</source>
        <translation>Phone or mail, for you only</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>In a few words, for you only</source>
        <translation>In a few words, for you only</translation>
    </message>
    <message>
        <source>Sealed on this computer. It never stands in the invitation.</source>
        <translation>Sealed on this computer. It never stands in the invitation.</translation>
    </message>
    <message>
        <source>Save the visit</source>
        <translation>Save the visit</translation>
    </message>
    <message>
        <source>Save the change</source>
        <translation>Save the change</translation>
    </message>
    <message>
        <source>Go back without saving</source>
        <translation>Go back without saving</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Hide this message</source>
        <translation>Hide this message</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>Visit controls</source>
        <translation>Visit controls</translation>
    </message>
</context>
<context>
    <name>CallButton</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>ChatPanel</name>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Only the people in this visit can read it. It is not kept afterwards.</source>
        <translation>Only the people in this visit can read it. It is not kept afterwards.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>%1, %2: %3 %4</source>
        <translation>%1, %2: %3 %4</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Your message</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Write a message</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Send</translation>
    </message>
    <message>
        <source>Nothing more is sent in this visit: the safety codes differ.</source>
        <translation>Nothing more is sent in this visit: the safety codes differ.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Send again</translation>
    </message>
</context>
<context>
    <name>ClinicianFrame</name>
    <message>
        <source>Today</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Sign in</translation>
    </message>
</context>
<context>
    <name>CodeScreen</name>
    <message>
        <source>Type your code</source>
        <translation>Type your code</translation>
    </message>
    <message>
        <source>Your authenticator app shows six digits that change every 30 seconds.</source>
        <translation>Your authenticator app shows six digits that change every 30 seconds.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>A recovery code works here too, once.</source>
        <translation>A recovery code works here too, once.</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Signing in</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Back to name and password</source>
        <translation>Back to name and password</translation>
    </message>
</context>
<context>
    <name>DevicesPanel</name>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>No camera found</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>No microphone found</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Speaker</translation>
    </message>
    <message>
        <source>No speaker found</source>
        <translation>No speaker found</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>Play a sound</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A message did not pass its security check, so we refused it. Leave and come back; if it happens again, call the practice.</source>
        <translation>A message did not pass its security check, so we refused it. Leave and come back; if it happens again, call the practice.</translation>
    </message>
    <message>
        <source>Something inside the program went wrong. Close Bedside and open it again.</source>
        <translation>Something inside the program went wrong. Close Bedside and open it again.</translation>
    </message>
    <message>
        <source>That can&apos;t be done at this moment. Wait a little and try again.</source>
        <translation>That can&apos;t be done at this moment. Wait a little and try again.</translation>
    </message>
    <message>
        <source>That is longer than can be sent. Make it shorter and try again.</source>
        <translation>That is longer than can be sent. Make it shorter and try again.</translation>
    </message>
    <message>
        <source>The other side uses a newer Bedside than this one. Update Bedside on this computer.</source>
        <translation>The other side uses a newer Bedside than this one. Update Bedside on this computer.</translation>
    </message>
    <message>
        <source>Bedside checks its own encryption when it starts, and the check did not hold. Nothing was opened. Install Bedside again.</source>
        <translation>Bedside checks its own encryption when it starts, and the check did not hold. Nothing was opened. Install Bedside again.</translation>
    </message>
    <message>
        <source>A signature is not from who it should be, so we refused it. Call the practice before you go on.</source>
        <translation>A signature is not from who it should be, so we refused it. Call the practice before you go on.</translation>
    </message>
    <message>
        <source>This computer has no key for that. Ask your administrator to give this device access.</source>
        <translation>This computer has no key for that. Ask your administrator to give this device access.</translation>
    </message>
    <message>
        <source>The keys of this visit are used up. Leave and come back with the same link.</source>
        <translation>The keys of this visit are used up. Leave and come back with the same link.</translation>
    </message>
    <message>
        <source>An old message was sent a second time, and we refused it. You can go on.</source>
        <translation>An old message was sent a second time, and we refused it. You can go on.</translation>
    </message>
    <message>
        <source>This belongs to another practice. Nothing was opened. Call your practice and ask for a new link.</source>
        <translation>This belongs to another practice. Nothing was opened. Call your practice and ask for a new link.</translation>
    </message>
    <message>
        <source>The practice&apos;s certificate has run out. Ask the practice to renew it.</source>
        <translation>The practice&apos;s certificate has run out. Ask the practice to renew it.</translation>
    </message>
    <message>
        <source>The practice&apos;s certificate is not valid yet. Check the date and time of this computer.</source>
        <translation>The practice&apos;s certificate is not valid yet. Check the date and time of this computer.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is wrong. Set the date and time, then try again.</source>
        <translation>This computer&apos;s clock is wrong. Set the date and time, then try again.</translation>
    </message>
    <message>
        <source>This device may no longer be used with the practice. Ask your administrator.</source>
        <translation>This device may no longer be used with the practice. Ask your administrator.</translation>
    </message>
    <message>
        <source>The server showed an older list than before, so we stopped. Tell your administrator.</source>
        <translation>The server showed an older list than before, so we stopped. Tell your administrator.</translation>
    </message>
    <message>
        <source>The server showed two different lists, so we stopped. Tell your administrator.</source>
        <translation>The server showed two different lists, so we stopped. Tell your administrator.</translation>
    </message>
    <message>
        <source>Your account may not do that. Ask your administrator.</source>
        <translation>Your account may not do that. Ask your administrator.</translation>
    </message>
    <message>
        <source>Part of this link is missing. Copy the whole link from your message and paste it again, or ask for a new one.</source>
        <translation>Part of this link is missing. Copy the whole link from your message and paste it again, or ask for a new one.</translation>
    </message>
    <message>
        <source>A letter or number in this link is wrong. Copy the link from your message again, or ask for a new one.</source>
        <translation>A letter or number in this link is wrong. Copy the link from your message again, or ask for a new one.</translation>
    </message>
    <message>
        <source>This link is not known any more. Ask the practice for a new link.</source>
        <translation>This link is not known any more. Ask the practice for a new link.</translation>
    </message>
    <message>
        <source>This link has run out. Ask the practice for a new link.</source>
        <translation>This link has run out. Ask the practice for a new link.</translation>
    </message>
    <message>
        <source>The visit of this link has ended. If you need another visit, call the practice.</source>
        <translation>The visit of this link has ended. If you need another visit, call the practice.</translation>
    </message>
    <message>
        <source>This link is in use on another device. Go on there, or ask the practice for a new link.</source>
        <translation>This link is in use on another device. Go on there, or ask the practice for a new link.</translation>
    </message>
    <message>
        <source>The keys of this visit have moved on. Leave and come back with the same link.</source>
        <translation>The keys of this visit have moved on. Leave and come back with the same link.</translation>
    </message>
    <message>
        <source>The other device&apos;s key is out of date. Check the date and time of both computers, then try again.</source>
        <translation>The other device&apos;s key is out of date. Check the date and time of both computers, then try again.</translation>
    </message>
    <message>
        <source>The other device wants another kind of encryption than we allow. Update Bedside on both computers.</source>
        <translation>The other device wants another kind of encryption than we allow. Update Bedside on both computers.</translation>
    </message>
    <message>
        <source>The other device asks for something this version can&apos;t do. Update Bedside on both computers.</source>
        <translation>The other device asks for something this version can&apos;t do. Update Bedside on both computers.</translation>
    </message>
    <message>
        <source>Somebody tried to weaken the encryption, so we stopped. Call the practice.</source>
        <translation>Somebody tried to weaken the encryption, so we stopped. Call the practice.</translation>
    </message>
    <message>
        <source>Only the clinician who runs the visit can do that.</source>
        <translation>Only the clinician who runs the visit can do that.</translation>
    </message>
    <message>
        <source>The visit is locked, and nobody else can come in. Unlock it first.</source>
        <translation>The visit is locked, and nobody else can come in. Unlock it first.</translation>
    </message>
    <message>
        <source>The devices disagree about who runs the visit, so we stopped. Leave and come back with the same link.</source>
        <translation>The devices disagree about who runs the visit, so we stopped. Leave and come back with the same link.</translation>
    </message>
    <message>
        <source>We can&apos;t find a camera. Plug one in and press Try again. You can also talk without a picture.</source>
        <translation>We can&apos;t find a camera. Plug one in and press Try again. You can also talk without a picture.</translation>
    </message>
    <message>
        <source>We can&apos;t find a microphone. Plug one in and press Try again.</source>
        <translation>We can&apos;t find a microphone. Plug one in and press Try again.</translation>
    </message>
    <message>
        <source>Your camera or microphone is being used by another program. Close that program and press Try again.</source>
        <translation>Your camera or microphone is being used by another program. Close that program and press Try again.</translation>
    </message>
    <message>
        <source>Your camera or microphone was unplugged. Plug it in again, or choose another one.</source>
        <translation>Your camera or microphone was unplugged. Plug it in again, or choose another one.</translation>
    </message>
    <message>
        <source>The line did not lead to the other person&apos;s own device, so we closed it. Nothing was sent. Leave and come back.</source>
        <translation>The line did not lead to the other person&apos;s own device, so we closed it. Nothing was sent. Leave and come back.</translation>
    </message>
    <message>
        <source>The two computers could not agree on a line. Leave and come back with the same link.</source>
        <translation>The two computers could not agree on a line. Leave and come back with the same link.</translation>
    </message>
    <message>
        <source>The picture or sound stopped on this computer. Press Try again, or close Bedside and open it again.</source>
        <translation>The picture or sound stopped on this computer. Press Try again, or close Bedside and open it again.</translation>
    </message>
    <message>
        <source>This network lets no picture or sound through, neither directly nor by the practice&apos;s relay. Try another network, such as your phone&apos;s hotspot, or ask the person who looks after this one.</source>
        <translation>This network lets no picture or sound through, neither directly nor by the practice&apos;s relay. Try another network, such as your phone&apos;s hotspot, or ask the person who looks after this one.</translation>
    </message>
    <message>
        <source>We can&apos;t reach the practice&apos;s server. Check your internet connection; we keep trying.</source>
        <translation>We can&apos;t reach the practice&apos;s server. Check your internet connection; we keep trying.</translation>
    </message>
    <message>
        <source>The server is not the one we know, so we did not connect. Call the practice before you try again.</source>
        <translation>The server is not the one we know, so we did not connect. Call the practice before you try again.</translation>
    </message>
    <message>
        <source>The server took too long to answer. Check your internet connection and try again.</source>
        <translation>The server took too long to answer. Check your internet connection and try again.</translation>
    </message>
    <message>
        <source>The connection was lost. We are connecting again; stay where you are.</source>
        <translation>The connection was lost. We are connecting again; stay where you are.</translation>
    </message>
    <message>
        <source>The server did not accept that. Try again; if it happens again, tell your administrator.</source>
        <translation>The server did not accept that. Try again; if it happens again, tell your administrator.</translation>
    </message>
    <message>
        <source>There were too many attempts. Wait a little, then try again.</source>
        <translation>There were too many attempts. Wait a little, then try again.</translation>
    </message>
    <message>
        <source>Your network&apos;s proxy did not let us through. Ask the person who looks after your network.</source>
        <translation>Your network&apos;s proxy did not let us through. Ask the person who looks after your network.</translation>
    </message>
    <message>
        <source>The name, the password or the code is not right. Type all three again; a code works only once.</source>
        <translation>The name, the password or the code is not right. Type all three again; a code works only once.</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again to go on.</source>
        <translation>You have been signed out. Sign in again to go on.</translation>
    </message>
    <message>
        <source>That password is easy to guess. Choose one of 12 characters or more.</source>
        <translation>That password is easy to guess. Choose one of 12 characters or more.</translation>
    </message>
    <message>
        <source>That is not there any more. Somebody may have removed it.</source>
        <translation>That is not there any more. Somebody may have removed it.</translation>
    </message>
    <message>
        <source>Somebody changed this at the same time. Look at the new version, then make your change again.</source>
        <translation>Somebody changed this at the same time. Look at the new version, then make your change again.</translation>
    </message>
    <message>
        <source>That exists already. Use the one that is there, or choose another name.</source>
        <translation>That exists already. Use the one that is there, or choose another name.</translation>
    </message>
    <message>
        <source>That PIN or passphrase does not open this profile. Type it again.</source>
        <translation>That PIN or passphrase does not open this profile. Type it again.</translation>
    </message>
    <message>
        <source>Your data was written by a newer Bedside. Update Bedside on this computer.</source>
        <translation>Your data was written by a newer Bedside. Update Bedside on this computer.</translation>
    </message>
    <message>
        <source>The disk is full, so nothing more can be saved. Free some space and try again; nothing saved is lost.</source>
        <translation>The disk is full, so nothing more can be saved. Free some space and try again; nothing saved is lost.</translation>
    </message>
    <message>
        <source>A file could not be read or written. Check the disk and its permissions, then try again.</source>
        <translation>A file could not be read or written. Check the disk and its permissions, then try again.</translation>
    </message>
    <message>
        <source>The system&apos;s key store did not give the key. Unlock it, then try again.</source>
        <translation>The system&apos;s key store did not give the key. Unlock it, then try again.</translation>
    </message>
    <message>
        <source>Entries are missing in the practice&apos;s log, so we did not accept it. Tell your administrator.</source>
        <translation>Entries are missing in the practice&apos;s log, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>An entry in the practice&apos;s log was changed afterwards, so we did not accept it. Tell your administrator.</source>
        <translation>An entry in the practice&apos;s log was changed afterwards, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>The entries of the practice&apos;s log were put in another order, so we did not accept it. Tell your administrator.</source>
        <translation>The entries of the practice&apos;s log were put in another order, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>The server showed two different versions of the practice&apos;s log, so we did not accept it. Tell your administrator.</source>
        <translation>The server showed two different versions of the practice&apos;s log, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>The server showed an older state of the practice&apos;s log than before, so we did not accept it. Tell your administrator.</source>
        <translation>The server showed an older state of the practice&apos;s log than before, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>The practice&apos;s log is not signed by the practice&apos;s server, so we did not accept it. Tell your administrator.</source>
        <translation>The practice&apos;s log is not signed by the practice&apos;s server, so we did not accept it. Tell your administrator.</translation>
    </message>
    <message>
        <source>This computer has run out of memory. Close other programs and try again.</source>
        <translation>This computer has run out of memory. Close other programs and try again.</translation>
    </message>
    <message>
        <source>That was stopped before it was done. Start it again when you want.</source>
        <translation>That was stopped before it was done. Start it again when you want.</translation>
    </message>
    <message>
        <source>This system can&apos;t do that. Use a newer system, or another computer.</source>
        <translation>This system can&apos;t do that. Use a newer system, or another computer.</translation>
    </message>
    <message>
        <source>The safety codes differ, so somebody else may be in between. Picture, sound and chat have stopped on both sides. Leave this visit and talk by phone; next time, use a new link.</source>
        <translation>The safety codes differ, so somebody else may be in between. Picture, sound and chat have stopped on both sides. Leave this visit and talk by phone; next time, use a new link.</translation>
    </message>
    <message>
        <source>The server in this link doesn&apos;t belong to the practice in this link. A letter may be wrong: copy the link from your message again. If that doesn&apos;t help, don&apos;t use the link and call the practice.</source>
        <translation>The server in this link doesn&apos;t belong to the practice in this link. A letter may be wrong: copy the link from your message again. If that doesn&apos;t help, don&apos;t use the link and call the practice.</translation>
    </message>
    <message>
        <source>The file that keeps your data on this computer is missing, damaged, or does not fit the key file beside it. Put the right file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>The file that keeps your data on this computer is missing, damaged, or does not fit the key file beside it. Put the right file back and try again, or ask your administrator to set this computer up again.</translation>
    </message>
    <message>
        <source>The file that keeps your data on this computer belongs to another practice or program. Put your own file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>The file that keeps your data on this computer belongs to another practice or program. Put your own file back and try again, or ask your administrator to set this computer up again.</translation>
    </message>
    <message>
        <source>This system has no key store that works. Start or unlock it, then try again, or use a longer passphrase.</source>
        <translation>This system has no key store that works. Start or unlock it, then try again, or use a longer passphrase.</translation>
    </message>
    <message>
        <source>Your data needs this computer&apos;s key store, which isn&apos;t running. Start or unlock the key store, then close Bedside and open it again.</source>
        <translation>Your data needs this computer&apos;s key store, which isn&apos;t running. Start or unlock the key store, then close Bedside and open it again.</translation>
    </message>
    <message>
        <source>This computer&apos;s key store does not hold the key of this profile. Open Bedside with the computer account that the profile was made with, or ask your administrator to set this computer up again.</source>
        <translation>This computer&apos;s key store does not hold the key of this profile. Open Bedside with the computer account that the profile was made with, or ask your administrator to set this computer up again.</translation>
    </message>
    <message>
        <source>The key file of this profile, bedside.key, is missing or damaged, so your data can&apos;t be opened. Nothing was changed. Put a copy of the key file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>The key file of this profile, bedside.key, is missing or damaged, so your data can&apos;t be opened. Nothing was changed. Put a copy of the key file back and try again, or ask your administrator to set this computer up again.</translation>
    </message>
    <message>
        <source>The file called practice, which names your practice, is missing or damaged. Nothing was changed. Put a copy of that file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>The file called practice, which names your practice, is missing or damaged. Nothing was changed. Put a copy of that file back and try again, or ask your administrator to set this computer up again.</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>The practice was set up</source>
        <translation>The practice was set up</translation>
    </message>
    <message>
        <source>The practice&apos;s list of keys was renewed</source>
        <translation>The practice&apos;s list of keys was renewed</translation>
    </message>
    <message>
        <source>An account was made</source>
        <translation>An account was made</translation>
    </message>
    <message>
        <source>The keys of a role were changed</source>
        <translation>The keys of a role were changed</translation>
    </message>
    <message>
        <source>The server was started</source>
        <translation>The server was started</translation>
    </message>
    <message>
        <source>The server was stopped</source>
        <translation>The server was stopped</translation>
    </message>
    <message>
        <source>The roles of an account were changed</source>
        <translation>The roles of an account were changed</translation>
    </message>
    <message>
        <source>An account was closed</source>
        <translation>An account was closed</translation>
    </message>
    <message>
        <source>A device was added</source>
        <translation>A device was added</translation>
    </message>
    <message>
        <source>A device was shut out</source>
        <translation>A device was shut out</translation>
    </message>
    <message>
        <source>The practice&apos;s rules were changed</source>
        <translation>The practice&apos;s rules were changed</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Signed in</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Signed out</translation>
    </message>
    <message>
        <source>A sign-in was refused</source>
        <translation>A sign-in was refused</translation>
    </message>
    <message>
        <source>A session ran out</source>
        <translation>A session ran out</translation>
    </message>
    <message>
        <source>A recovery code was used</source>
        <translation>A recovery code was used</translation>
    </message>
    <message>
        <source>The screen was locked</source>
        <translation>The screen was locked</translation>
    </message>
    <message>
        <source>Appointment made</source>
        <translation>Appointment made</translation>
    </message>
    <message>
        <source>Appointment changed</source>
        <translation>Appointment changed</translation>
    </message>
    <message>
        <source>Appointment cancelled</source>
        <translation>Appointment cancelled</translation>
    </message>
    <message>
        <source>Invitation made</source>
        <translation>Invitation made</translation>
    </message>
    <message>
        <source>Invitation withdrawn</source>
        <translation>Invitation withdrawn</translation>
    </message>
    <message>
        <source>An invitation was opened</source>
        <translation>An invitation was opened</translation>
    </message>
    <message>
        <source>An invitation was refused</source>
        <translation>An invitation was refused</translation>
    </message>
    <message>
        <source>A patient came into the waiting room</source>
        <translation>A patient came into the waiting room</translation>
    </message>
    <message>
        <source>A patient left the waiting room</source>
        <translation>A patient left the waiting room</translation>
    </message>
    <message>
        <source>A person was not let in</source>
        <translation>A person was not let in</translation>
    </message>
    <message>
        <source>The visit was opened</source>
        <translation>The visit was opened</translation>
    </message>
    <message>
        <source>The patient was let in</source>
        <translation>The patient was let in</translation>
    </message>
    <message>
        <source>The patient joined the visit</source>
        <translation>The patient joined the visit</translation>
    </message>
    <message>
        <source>A person left the visit</source>
        <translation>A person left the visit</translation>
    </message>
    <message>
        <source>A person was removed from the visit</source>
        <translation>A person was removed from the visit</translation>
    </message>
    <message>
        <source>The visit went on after a lost connection</source>
        <translation>The visit went on after a lost connection</translation>
    </message>
    <message>
        <source>The visit ended</source>
        <translation>The visit ended</translation>
    </message>
    <message>
        <source>A chat message was sent</source>
        <translation>A chat message was sent</translation>
    </message>
    <message>
        <source>The safety code was compared</source>
        <translation>The safety code was compared</translation>
    </message>
    <message>
        <source>The visit got new keys</source>
        <translation>The visit got new keys</translation>
    </message>
    <message>
        <source>Picture or sound was interrupted</source>
        <translation>Picture or sound was interrupted</translation>
    </message>
    <message>
        <source>Picture and sound came back</source>
        <translation>Picture and sound came back</translation>
    </message>
    <message>
        <source>The visit was locked</source>
        <translation>The visit was locked</translation>
    </message>
    <message>
        <source>The visit was unlocked</source>
        <translation>The visit was unlocked</translation>
    </message>
    <message>
        <source>Screen sharing began</source>
        <translation>Screen sharing began</translation>
    </message>
    <message>
        <source>Screen sharing ended</source>
        <translation>Screen sharing ended</translation>
    </message>
    <message>
        <source>A file was sent</source>
        <translation>A file was sent</translation>
    </message>
    <message>
        <source>A file was received</source>
        <translation>A file was received</translation>
    </message>
    <message>
        <source>Consent was given</source>
        <translation>Consent was given</translation>
    </message>
    <message>
        <source>Consent was refused</source>
        <translation>Consent was refused</translation>
    </message>
    <message>
        <source>Consent was withdrawn</source>
        <translation>Consent was withdrawn</translation>
    </message>
    <message>
        <source>Recording began</source>
        <translation>Recording began</translation>
    </message>
    <message>
        <source>Recording ended</source>
        <translation>Recording ended</translation>
    </message>
    <message>
        <source>A key did not pass its check</source>
        <translation>A key did not pass its check</translation>
    </message>
    <message>
        <source>A certificate did not pass its check</source>
        <translation>A certificate did not pass its check</translation>
    </message>
    <message>
        <source>The data on a computer could not be opened</source>
        <translation>The data on a computer could not be opened</translation>
    </message>
    <message>
        <source>A computer&apos;s clock was wrong</source>
        <translation>A computer&apos;s clock was wrong</translation>
    </message>
    <message>
        <source>The log was read</source>
        <translation>The log was read</translation>
    </message>
    <message>
        <source>A field of the log was erased</source>
        <translation>A field of the log was erased</translation>
    </message>
    <message>
        <source>The log was exported</source>
        <translation>The log was exported</translation>
    </message>
    <message>
        <source>A record was exported</source>
        <translation>A record was exported</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>completed</translation>
    </message>
    <message>
        <source>sound only</source>
        <translation>sound only</translation>
    </message>
    <message>
        <source>did not come</source>
        <translation>did not come</translation>
    </message>
    <message>
        <source>technical problem</source>
        <translation>technical problem</translation>
    </message>
    <message>
        <source>left early</source>
        <translation>left early</translation>
    </message>
    <message>
        <source>connection closed</source>
        <translation>connection closed</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>the same</translation>
    </message>
    <message>
        <source>different</source>
        <translation>different</translation>
    </message>
    <message>
        <source>Holder of the invitation</source>
        <translation>Holder of the invitation</translation>
    </message>
    <message>
        <source>the line was weak, sound only</source>
        <translation>the line was weak, sound only</translation>
    </message>
    <message>
        <source>the line was too weak for sound</source>
        <translation>the line was too weak for sound</translation>
    </message>
    <message>
        <source>The patient&apos;s internet connection was checked</source>
        <translation>The patient&apos;s internet connection was checked</translation>
    </message>
    <message>
        <source>fine for the visit</source>
        <translation>fine for the visit</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>slow</translation>
    </message>
    <message>
        <source>it blocks video visits</source>
        <translation>it blocks video visits</translation>
    </message>
    <message>
        <source>the server was not reached (HTTPS)</source>
        <translation>the server was not reached (HTTPS)</translation>
    </message>
    <message>
        <source>no lasting connection to the server (WebSocket)</source>
        <translation>no lasting connection to the server (WebSocket)</translation>
    </message>
    <message>
        <source>the relay was not reached over UDP</source>
        <translation>the relay was not reached over UDP</translation>
    </message>
    <message>
        <source>the relay was not reached over TCP</source>
        <translation>the relay was not reached over TCP</translation>
    </message>
    <message>
        <source>the relay was not reached over TLS</source>
        <translation>the relay was not reached over TLS</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Hide what you type</source>
        <translation>Hide what you type</translation>
    </message>
    <message>
        <source>Show what you type</source>
        <translation>Show what you type</translation>
    </message>
</context>
<context>
    <name>InviteScreen</name>
    <message>
        <source>Invitation for %1</source>
        <translation>Invitation for %1</translation>
    </message>
    <message>
        <source>This link is a key. Whoever has it can come to your door as this patient. Send it to the patient only, and never post it.</source>
        <translation>This link is a key. Whoever has it can come to your door as this patient. Send it to the patient only, and never post it.</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>Copy the link</translation>
    </message>
    <message>
        <source>Copy a text for a mail</source>
        <translation>Copy a text for a mail</translation>
    </message>
    <message>
        <source>Save a calendar file</source>
        <translation>Save a calendar file</translation>
    </message>
    <message>
        <source>The link as a QR code</source>
        <translation>The link as a QR code</translation>
    </message>
    <message>
        <source>The patient can scan this with a phone&apos;s camera.</source>
        <translation>The patient can scan this with a phone&apos;s camera.</translation>
    </message>
    <message>
        <source>The mail text and the calendar file hold the time and the link, nothing else.</source>
        <translation>The mail text and the calendar file hold the time and the link, nothing else.</translation>
    </message>
    <message>
        <source>Back to the day</source>
        <translation>Back to the day</translation>
    </message>
    <message>
        <source>There is no link to show.</source>
        <translation>There is no link to show.</translation>
    </message>
    <message>
        <source>Getting the link</source>
        <translation>Getting the link</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Replace the link</source>
        <translation>Replace the link</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>Microphone level</translation>
    </message>
</context>
<context>
    <name>LogRow</name>
    <message>
        <source>%1 %2: %3 %4 %5</source>
        <translation>%1 %2: %3 %4 %5</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>LogScreen</name>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Who did what, and when. Entries can&apos;t be changed or removed unnoticed, and hold nothing clinical.</source>
        <translation>Who did what, and when. Entries can&apos;t be changed or removed unnoticed, and hold nothing clinical.</translation>
    </message>
    <message>
        <source>Log entries, newest first</source>
        <translation>Log entries, newest first</translation>
    </message>
    <message>
        <source>There are no entries yet.</source>
        <translation>There are no entries yet.</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Open this visit link as a patient?</source>
        <translation>Open this visit link as a patient?</translation>
    </message>
    <message>
        <source>The link opens a waiting room in place of your practice&apos;s screens. You stay signed in, and what you have typed stays.</source>
        <translation>The link opens a waiting room in place of your practice&apos;s screens. You stay signed in, and what you have typed stays.</translation>
    </message>
    <message>
        <source>Open the link</source>
        <translation>Open the link</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>Stay here</translation>
    </message>
</context>
<context>
    <name>Network</name>
    <message>
        <source>We are checking your internet connection (%1 %).</source>
        <translation>We are checking your internet connection (%1 %).</translation>
    </message>
    <message>
        <source>Your internet connection is fine for the visit.</source>
        <translation>Your internet connection is fine for the visit.</translation>
    </message>
    <message>
        <source>Your internet connection is very slow. The sound may break up, and the picture may be missing.</source>
        <translation>Your internet connection is very slow. The sound may break up, and the picture may be missing.</translation>
    </message>
    <message>
        <source>Your internet connection is slow. You will hear each other well; the picture may be small.</source>
        <translation>Your internet connection is slow. You will hear each other well; the picture may be small.</translation>
    </message>
    <message>
        <source>This computer can&apos;t reach the practice&apos;s server.</source>
        <translation>This computer can&apos;t reach the practice&apos;s server.</translation>
    </message>
    <message>
        <source>Your internet connection blocks video visits.</source>
        <translation>Your internet connection blocks video visits.</translation>
    </message>
    <message>
        <source>See whether this internet connection is good enough for visits.</source>
        <translation>See whether this internet connection is good enough for visits.</translation>
    </message>
    <message>
        <source>The check could not be finished. Try again in a minute.</source>
        <translation>The check could not be finished. Try again in a minute.</translation>
    </message>
    <message>
        <source>It helps to sit closer to the Wi-Fi router and to close other programs that use the internet.</source>
        <translation>It helps to sit closer to the Wi-Fi router and to close other programs that use the internet.</translation>
    </message>
    <message>
        <source>Try another Wi-Fi or your phone&apos;s hotspot. Or show the details to the person who looks after this network.</source>
        <translation>Try another Wi-Fi or your phone&apos;s hotspot. Or show the details to the person who looks after this network.</translation>
    </message>
    <message>
        <source>Reaching the practice&apos;s server</source>
        <translation>Reaching the practice&apos;s server</translation>
    </message>
    <message>
        <source>Staying connected to the practice&apos;s server</source>
        <translation>Staying connected to the practice&apos;s server</translation>
    </message>
    <message>
        <source>Picture and sound, the fast way</source>
        <translation>Picture and sound, the fast way</translation>
    </message>
    <message>
        <source>Picture and sound, the second way</source>
        <translation>Picture and sound, the second way</translation>
    </message>
    <message>
        <source>Picture and sound, the way that most networks let through</source>
        <translation>Picture and sound, the way that most networks let through</translation>
    </message>
    <message>
        <source>server, HTTPS</source>
        <translation>server, HTTPS</translation>
    </message>
    <message>
        <source>server, WebSocket</source>
        <translation>server, WebSocket</translation>
    </message>
    <message>
        <source>relay, UDP</source>
        <translation>relay, UDP</translation>
    </message>
    <message>
        <source>relay, TCP</source>
        <translation>relay, TCP</translation>
    </message>
    <message>
        <source>relay, TLS</source>
        <translation>relay, TLS</translation>
    </message>
    <message>
        <source>The proxy did not let this through. Allow CONNECT to this host and port, or correct the name and password in https_proxy.</source>
        <translation>The proxy did not let this through. Allow CONNECT to this host and port, or correct the name and password in https_proxy.</translation>
    </message>
    <message>
        <source>Something shows another certificate. Take this host out of TLS inspection; if there is none, tell the practice.</source>
        <translation>Something shows another certificate. Take this host out of TLS inspection; if there is none, tell the practice.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is wrong. Set its time and time zone.</source>
        <translation>This computer&apos;s clock is wrong. Set its time and time zone.</translation>
    </message>
    <message>
        <source>Something else answers there. Tell the practice, and look for a device that intercepts this port.</source>
        <translation>Something else answers there. Tell the practice, and look for a device that intercepts this port.</translation>
    </message>
    <message>
        <source>The server was asked too often from this address. Try again in a minute.</source>
        <translation>The server was asked too often from this address. Try again in a minute.</translation>
    </message>
    <message>
        <source>Let WebSocket connections through to this host and port, without inspection and without a limit on their length.</source>
        <translation>Let WebSocket connections through to this host and port, without inspection and without a limit on their length.</translation>
    </message>
    <message>
        <source>Let UDP out to this host and port, and its answers back in. Without it visits take the slower ways below.</source>
        <translation>Let UDP out to this host and port, and its answers back in. Without it visits take the slower ways below.</translation>
    </message>
    <message>
        <source>Let TCP out to this host and port, and let this computer look up the host&apos;s name.</source>
        <translation>Let TCP out to this host and port, and let this computer look up the host&apos;s name.</translation>
    </message>
    <message>
        <source>Let TCP out to this host and port.</source>
        <translation>Let TCP out to this host and port.</translation>
    </message>
    <message>
        <source>Proxy: %1</source>
        <translation>Proxy: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>Download: %1</source>
        <translation>Download: %1</translation>
    </message>
    <message>
        <source>Upload: %1</source>
        <translation>Upload: %1</translation>
    </message>
    <message>
        <source>Lost packets: %1 %</source>
        <translation>Lost packets: %1 %</translation>
    </message>
    <message>
        <source>Round trip: %1</source>
        <translation>Round trip: %1</translation>
    </message>
    <message>
        <source>Jitter: %1</source>
        <translation>Jitter: %1</translation>
    </message>
    <message>
        <source>The practice has no relay: visits need a direct way between the two networks.</source>
        <translation>The practice has no relay: visits need a direct way between the two networks.</translation>
    </message>
</context>
<context>
    <name>NetworkCard</name>
    <message>
        <source>Hide the details</source>
        <translation>Hide the details</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>NetworkDetails</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>For the person who looks after this network: %1</source>
        <translation>For the person who looks after this network: %1</translation>
    </message>
</context>
<context>
    <name>ProblemScreen</name>
    <message>
        <source>Bedside can&apos;t open your data</source>
        <translation>Bedside can&apos;t open your data</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Close Bedside</source>
        <translation>Close Bedside</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Go to the waiting room</translation>
    </message>
    <message>
        <source>Use another link</source>
        <translation>Use another link</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Back to today</translation>
    </message>
    <message>
        <source>Put it back and try again</source>
        <translation>Put it back and try again</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Save a report for support</translation>
    </message>
</context>
<context>
    <name>RailButton</name>
    <message numerus="yes">
        <source>%1, %n waiting</source>
        <translation>
            <numerusform>%1, %n waiting</numerusform>
            <numerusform>%1, %n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SafetyCodeCard</name>
    <message>
        <source>Before you go on: read this code to %1. They must see the same one.</source>
        <translation>Before you go on: read this code to %1. They must see the same one.</translation>
    </message>
    <message>
        <source>To be quite sure, read this code to %1. They must see the same one.</source>
        <translation>To be quite sure, read this code to %1. They must see the same one.</translation>
    </message>
    <message>
        <source>Safety code %1</source>
        <translation>Safety code %1</translation>
    </message>
    <message>
        <source>You compared it: it is the same</source>
        <translation>You compared it: it is the same</translation>
    </message>
    <message>
        <source>It&apos;s the same</source>
        <translation>It&apos;s the same</translation>
    </message>
    <message>
        <source>It differs</source>
        <translation>It differs</translation>
    </message>
    <message>
        <source>It differs: stop now</source>
        <translation>It differs: stop now</translation>
    </message>
    <message>
        <source>Read it once more</source>
        <translation>Read it once more</translation>
    </message>
    <message>
        <source>It was compared: it differs</source>
        <translation>It was compared: it differs</translation>
    </message>
    <message>
        <source>If it differs, somebody else may be in between. Picture, sound and chat then stop on both sides and don&apos;t come back in this visit.</source>
        <translation>If it differs, somebody else may be in between. Picture, sound and chat then stop on both sides and don&apos;t come back in this visit.</translation>
    </message>
</context>
<context>
    <name>SecurityPanel</name>
    <message>
        <source>Who can see and hear this visit</source>
        <translation>Who can see and hear this visit</translation>
    </message>
    <message>
        <source>How we know</source>
        <translation>How we know</translation>
    </message>
</context>
<context>
    <name>SelfView</name>
    <message>
        <source>Your own picture</source>
        <translation>Your own picture</translation>
    </message>
    <message>
        <source>Your camera is off</source>
        <translation>Your camera is off</translation>
    </message>
    <message>
        <source>The arrow keys move it</source>
        <translation>The arrow keys move it</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Camera and sound</source>
        <translation>Camera and sound</translation>
    </message>
    <message>
        <source>Bedside, version %1. %2</source>
        <translation>Bedside, version %1. %2</translation>
    </message>
    <message>
        <source>Network address</source>
        <translation>Network address</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>If somebody helps you with this program, a report tells them what they need. Nothing of a patient is in it.</source>
        <translation>If somebody helps you with this program, a report tells them what they need. Nothing of a patient is in it.</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Save a report for support</translation>
    </message>
    <message>
        <source>Internet connection</source>
        <translation>Internet connection</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Close the panel</source>
        <translation>Close the panel</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Sign in</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Your sign-in name</source>
        <translation>Your sign-in name</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>Your password</translation>
    </message>
    <message>
        <source>Continue to the code</source>
        <translation>Continue to the code</translation>
    </message>
    <message>
        <source>Look at today&apos;s list without signing in</source>
        <translation>Look at today&apos;s list without signing in</translation>
    </message>
</context>
<context>
    <name>SummaryScreen</name>
    <message>
        <source>The visit has ended</source>
        <translation>The visit has ended</translation>
    </message>
    <message>
        <source>How did it go?</source>
        <translation>How did it go?</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>How long</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Who was there</source>
        <translation>Who was there</translation>
    </message>
    <message>
        <source>What the log says</source>
        <translation>What the log says</translation>
    </message>
    <message>
        <source>Save and go back to the day</source>
        <translation>Save and go back to the day</translation>
    </message>
</context>
<context>
    <name>SupportSheet</name>
    <message>
        <source>Save a report for support</source>
        <translation>Save a report for support</translation>
    </message>
    <message>
        <source>It describes this computer, this program, the connections of the last visits and the server&apos;s address, and has no names, links, messages, passwords or keys. Nothing is sent by itself.</source>
        <translation>It describes this computer, this program, the connections of the last visits and the server&apos;s address, and has no names, links, messages, passwords or keys. Nothing is sent by itself.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Save the report</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>The report is being made …</source>
        <translation>The report is being made …</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
</context>
<context>
    <name>ThanksScreen</name>
    <message>
        <source>Your visit has ended. Thank you for coming.</source>
        <translation>Your visit has ended. Thank you for coming.</translation>
    </message>
    <message>
        <source>Your camera and microphone are off. The keys of this visit are wiped, and nothing of what you said is kept on this computer.</source>
        <translation>Your camera and microphone are off. The keys of this visit are wiped, and nothing of what you said is kept on this computer.</translation>
    </message>
    <message>
        <source>If you need anything else, call the practice.</source>
        <translation>If you need anything else, call the practice.</translation>
    </message>
    <message>
        <source>Close Bedside</source>
        <translation>Close Bedside</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Back to today</translation>
    </message>
</context>
<context>
    <name>TodayRow</name>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>TodayScreen</name>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Back to today</translation>
    </message>
    <message>
        <source>Earlier day (%1)</source>
        <translation>Earlier day (%1)</translation>
    </message>
    <message>
        <source>Later day (%1)</source>
        <translation>Later day (%1)</translation>
    </message>
    <message>
        <source>New visit</source>
        <translation>New visit</translation>
    </message>
    <message>
        <source>Visits of the day</source>
        <translation>Visits of the day</translation>
    </message>
    <message>
        <source>No visits on this day. Press New visit to make one.</source>
        <translation>No visits on this day. Press New visit to make one.</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
</context>
<context>
    <name>UnlockScreen</name>
    <message>
        <source>Locked</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>Locked for %1</source>
        <translation>Locked for %1</translation>
    </message>
    <message>
        <source>Your profile on this computer is locked.</source>
        <translation>Your profile on this computer is locked.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation>Your PIN</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Your passphrase</translation>
    </message>
    <message>
        <source>Unlocking</source>
        <translation>Unlocking</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Unlock</translation>
    </message>
</context>
<context>
    <name>VideoTile</name>
    <message>
        <source>%1, %2. %3</source>
        <translation>%1, %2. %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Waiting for the picture</source>
        <translation>Waiting for the picture</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2 · microphone off</source>
        <translation>%1 · %2 · microphone off</translation>
    </message>
</context>
<context>
    <name>VisitCard</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Cancel the visit</source>
        <translation>Cancel the visit</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Name, reason and contact are sealed on this computer. The server can&apos;t read them.</source>
        <translation>Name, reason and contact are sealed on this computer. The server can&apos;t read them.</translation>
    </message>
    <message>
        <source>Choose a visit to see it here.</source>
        <translation>Choose a visit to see it here.</translation>
    </message>
    <message>
        <source>Show the invitation</source>
        <translation>Show the invitation</translation>
    </message>
</context>
<context>
    <name>VisitScreen</name>
    <message>
        <source>Who can see and hear this visit (%1)</source>
        <translation>Who can see and hear this visit (%1)</translation>
    </message>
    <message>
        <source>%1. Who can see and hear this visit</source>
        <translation>%1. Who can see and hear this visit</translation>
    </message>
    <message>
        <source>The visit has lasted %1</source>
        <translation>The visit has lasted %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>%1 is in your waiting room, %2.</source>
        <translation>%1 is in your waiting room, %2.</translation>
    </message>
    <message>
        <source>Look at the door</source>
        <translation>Look at the door</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Mute</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Unmute</translation>
    </message>
    <message>
        <source>Camera off</source>
        <translation>Camera off</translation>
    </message>
    <message>
        <source>Camera on</source>
        <translation>Camera on</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>End</source>
        <translation>End</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>Camera and sound</source>
        <translation>Camera and sound</translation>
    </message>
    <message>
        <source>End the visit for everyone?</source>
        <translation>End the visit for everyone?</translation>
    </message>
    <message>
        <source>Leave the visit?</source>
        <translation>Leave the visit?</translation>
    </message>
    <message>
        <source>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped.</source>
        <translation>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped.</translation>
    </message>
    <message>
        <source>You can come back with the same link as long as the visit goes on.</source>
        <translation>You can come back with the same link as long as the visit goes on.</translation>
    </message>
    <message>
        <source>End it for everyone</source>
        <translation>End it for everyone</translation>
    </message>
    <message>
        <source>Leave the visit</source>
        <translation>Leave the visit</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Stay</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Write a message</translation>
    </message>
    <message>
        <source>What is sent of you</source>
        <translation>What is sent of you</translation>
    </message>
    <message>
        <source>As much as the line allows</source>
        <translation>As much as the line allows</translation>
    </message>
    <message>
        <source>A small picture, to save data</source>
        <translation>A small picture, to save data</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>Sound only</translation>
    </message>
    <message>
        <source>Not sent now</source>
        <translation>Not sent now</translation>
    </message>
</context>
<context>
    <name>WaitingScreen</name>
    <message>
        <source>This is how you look</source>
        <translation>This is how you look</translation>
    </message>
    <message>
        <source>Your camera is off</source>
        <translation>Your camera is off</translation>
    </message>
    <message>
        <source>We&apos;ll tell the practice: %1</source>
        <translation>We&apos;ll tell the practice: %1</translation>
    </message>
    <message>
        <source>What should the clinician call you?</source>
        <translation>What should the clinician call you?</translation>
    </message>
    <message>
        <source>You can leave this empty.</source>
        <translation>You can leave this empty.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Your name</translation>
    </message>
    <message>
        <source>Tell them</source>
        <translation>Tell them</translation>
    </message>
    <message>
        <source>Starting your camera</source>
        <translation>Starting your camera</translation>
    </message>
    <message>
        <source>Use another link</source>
        <translation>Use another link</translation>
    </message>
    <message>
        <source>Stop connecting?</source>
        <translation>Stop connecting?</translation>
    </message>
    <message>
        <source>Leave the waiting room?</source>
        <translation>Leave the waiting room?</translation>
    </message>
    <message>
        <source>The practice then no longer sees that you are here. You can come back with the same link.</source>
        <translation>The practice then no longer sees that you are here. You can come back with the same link.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Stay</translation>
    </message>
    <message>
        <source>Use another link?</source>
        <translation>Use another link?</translation>
    </message>
    <message>
        <source>Paste the link from your message here.</source>
        <translation>Paste the link from your message here.</translation>
    </message>
    <message>
        <source>Paste the link from your message here. You then leave this waiting room.</source>
        <translation>Paste the link from your message here. You then leave this waiting room.</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Go to the waiting room</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Save a report for support</translation>
    </message>
</context>
<context>
    <name>WelcomeScreen</name>
    <message>
        <source>Paste the link of your visit</source>
        <translation>Paste the link of your visit</translation>
    </message>
    <message>
        <source>It is in the message that the practice sent you.</source>
        <translation>It is in the message that the practice sent you.</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Go to the waiting room</translation>
    </message>
    <message>
        <source>Do you work at a practice?</source>
        <translation>Do you work at a practice?</translation>
    </message>
    <message>
        <source>This computer is not set up for a practice yet. Your administrator makes a profile for you; Bedside then opens with it.</source>
        <translation>This computer is not set up for a practice yet. Your administrator makes a profile for you; Bedside then opens with it.</translation>
    </message>
    <message>
        <source>You have left the waiting room. To come back, open the link in your message again.</source>
        <translation>You have left the waiting room. To come back, open the link in your message again.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Clinician</source>
        <translation>Clinician</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>Guest</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Connecting to %1</translation>
    </message>
    <message>
        <source>Making the keys for %1</source>
        <translation>Making the keys for %1</translation>
    </message>
    <message>
        <source>Waiting for %1&apos;s picture</source>
        <translation>Waiting for %1&apos;s picture</translation>
    </message>
    <message>
        <source>%1&apos;s camera is off</source>
        <translation>%1&apos;s camera is off</translation>
    </message>
    <message>
        <source>%1&apos;s picture stands still: the connection is weak. It comes back by itself.</source>
        <translation>%1&apos;s picture stands still: the connection is weak. It comes back by itself.</translation>
    </message>
    <message>
        <source>%1&apos;s line is weak. The sound comes first.</source>
        <translation>%1&apos;s line is weak. The sound comes first.</translation>
    </message>
    <message>
        <source>We can&apos;t check that this is %1. Nothing is sent or shown.</source>
        <translation>We can&apos;t check that this is %1. Nothing is sent or shown.</translation>
    </message>
    <message>
        <source>%1 has lost the line. We keep the place.</source>
        <translation>%1 has lost the line. We keep the place.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Scheduled</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>In the visit</source>
        <translation>In the visit</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translation>Did not come</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completed</translation>
    </message>
    <message>
        <source>Completed with sound only</source>
        <translation>Completed with sound only</translation>
    </message>
    <message>
        <source>The patient did not come</source>
        <translation>The patient did not come</translation>
    </message>
    <message>
        <source>Stopped by a technical problem</source>
        <translation>Stopped by a technical problem</translation>
    </message>
    <message>
        <source>The patient left early</source>
        <translation>The patient left early</translation>
    </message>
    <message>
        <source>%1 %2 %3</source>
        <translation>%1 %2 %3</translation>
    </message>
    <message>
        <source>Today, %1</source>
        <translation>Today, %1</translation>
    </message>
    <message>
        <source>Tomorrow, %1</source>
        <translation>Tomorrow, %1</translation>
    </message>
    <message>
        <source>Yesterday, %1</source>
        <translation>Yesterday, %1</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>less than a minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message>
        <source>just arrived</source>
        <translation>just arrived</translation>
    </message>
    <message>
        <source>waiting %1 min</source>
        <translation>waiting %1 min</translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>in %n minute</numerusform>
            <numerusform>in %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>now</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AddressModel</name>
    <message>
        <source>This practice does that in every visit.</source>
        <translation>This practice does that in every visit.</translation>
    </message>
    <message>
        <source>Bedside was started so that it stays hidden.</source>
        <translation>Bedside was started so that it stays hidden.</translation>
    </message>
    <message>
        <source>This practice has no relay: with your address hidden there would be no picture and no sound.</source>
        <translation>This practice has no relay: with your address hidden there would be no picture and no sound.</translation>
    </message>
    <message>
        <source>This practice has no relay. As long as your address is hidden, a visit has no picture and no sound, only chat. Ask the practice for a relay or for another way to talk.</source>
        <translation>This practice has no relay. As long as your address is hidden, a visit has no picture and no sound, only chat. Ask the practice for a relay or for another way to talk.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppModel</name>
    <message>
        <source>Nothing was deleted. The file is now here:</source>
        <translation>Nothing was deleted. The file is now here:</translation>
    </message>
    <message>
        <source>Replace the link? The old one stops working.</source>
        <translation>Replace the link? The old one stops working.</translation>
    </message>
    <message>
        <source>Go on without saving this visit?</source>
        <translation>Go on without saving this visit?</translation>
    </message>
    <message>
        <source>Close Bedside without saving this visit?</source>
        <translation>Close Bedside without saving this visit?</translation>
    </message>
    <message>
        <source>End the visit for everyone?</source>
        <translation>End the visit for everyone?</translation>
    </message>
    <message>
        <source>Leave the visit?</source>
        <translation>Leave the visit?</translation>
    </message>
    <message>
        <source>Leave the waiting room?</source>
        <translation>Leave the waiting room?</translation>
    </message>
    <message>
        <source>A visit is running. Unlock Bedside before you close it.</source>
        <translation>A visit is running. Unlock Bedside before you close it.</translation>
    </message>
    <message>
        <source>Do this when the link may have come into other hands. Then send the new link to the patient: with the old one they can&apos;t come in any more.</source>
        <translation>Do this when the link may have come into other hands. Then send the new link to the patient: with the old one they can&apos;t come in any more.</translation>
    </message>
    <message>
        <source>What you typed is not kept.</source>
        <translation>What you typed is not kept.</translation>
    </message>
    <message>
        <source>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped. You choose the outcome next, then you can close Bedside.</source>
        <translation>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped. You choose the outcome next, then you can close Bedside.</translation>
    </message>
    <message>
        <source>You can come back with the same link as long as the visit goes on.</source>
        <translation>You can come back with the same link as long as the visit goes on.</translation>
    </message>
    <message>
        <source>You lose your place. You can come back with the same link.</source>
        <translation>You lose your place. You can come back with the same link.</translation>
    </message>
    <message>
        <source>Closing it now would cut off your patient. Type your PIN or passphrase, end the visit, then close.</source>
        <translation>Closing it now would cut off your patient. Type your PIN or passphrase, end the visit, then close.</translation>
    </message>
    <message>
        <source>Replace the link</source>
        <translation>Replace the link</translation>
    </message>
    <message>
        <source>Go on without saving</source>
        <translation>Go on without saving</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Close without saving</translation>
    </message>
    <message>
        <source>End it for everyone</source>
        <translation>End it for everyone</translation>
    </message>
    <message>
        <source>Leave the visit</source>
        <translation>Leave the visit</translation>
    </message>
    <message>
        <source>Leave and close</source>
        <translation>Leave and close</translation>
    </message>
    <message>
        <source>Keep the link</source>
        <translation>Keep the link</translation>
    </message>
    <message>
        <source>Keep writing</source>
        <translation>Keep writing</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Stay</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Go back</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppointmentCard</name>
    <message>
        <source>Can&apos;t be read on this computer</source>
        <translation>Can&apos;t be read on this computer</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 to %2</translation>
    </message>
    <message>
        <source>In your waiting room, %1</source>
        <translation>In your waiting room, %1</translation>
    </message>
    <message>
        <source>There is no invitation yet. The patient needs one to come in.</source>
        <translation>There is no invitation yet. The patient needs one to come in.</translation>
    </message>
    <message>
        <source>Let %1 in</source>
        <translation>Let %1 in</translation>
    </message>
    <message>
        <source>Go back to the visit</source>
        <translation>Go back to the visit</translation>
    </message>
    <message>
        <source>Open the visit</source>
        <translation>Open the visit</translation>
    </message>
    <message>
        <source>Make the invitation</source>
        <translation>Make the invitation</translation>
    </message>
    <message>
        <source>The invitation is made. Show it to copy its link again.</source>
        <translation>The invitation is made. Show it to copy its link again.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppointmentEditorModel</name>
    <message>
        <source>Type the patient&apos;s name.</source>
        <translation>Type the patient&apos;s name.</translation>
    </message>
    <message>
        <source>Type a time such as 9:30 or 14:30.</source>
        <translation>Type a time such as 9:30 or 14:30.</translation>
    </message>
    <message>
        <source>That time has passed. Choose a later one.</source>
        <translation>That time has passed. Choose a later one.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::ChatModel</name>
    <message>
        <source>You</source>
        <translation>You</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Not delivered</translation>
    </message>
</context>
<context>
    <name>bedside::ui::DayModel</name>
    <message>
        <source>Can&apos;t be read on this computer</source>
        <translation>Can&apos;t be read on this computer</translation>
    </message>
    <message>
        <source>Kept here, not sent yet</source>
        <translation>Kept here, not sent yet</translation>
    </message>
    <message numerus="yes">
        <source>%n visit(s)</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n waiting</source>
        <translation>
            <numerusform>%1, %n waiting</numerusform>
            <numerusform>%1, %n waiting</numerusform>
        </translation>
    </message>
    <message>
        <source>The visit with %1 is cancelled.</source>
        <translation>The visit with %1 is cancelled.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::DevicesModel</name>
    <message>
        <source>This computer has no camera and no microphone. A drawn picture and a soft tone are sent instead.</source>
        <translation>This computer has no camera and no microphone. A drawn picture and a soft tone are sent instead.</translation>
    </message>
    <message>
        <source>This computer has no camera. A drawn picture is sent instead.</source>
        <translation>This computer has no camera. A drawn picture is sent instead.</translation>
    </message>
    <message>
        <source>This computer has no microphone. A soft tone is sent instead.</source>
        <translation>This computer has no microphone. A soft tone is sent instead.</translation>
    </message>
    <message>
        <source>Your microphone is off</source>
        <translation>Your microphone is off</translation>
    </message>
    <message>
        <source>We can hear you</source>
        <translation>We can hear you</translation>
    </message>
    <message>
        <source>Say something: we can&apos;t hear you yet</source>
        <translation>Say something: we can&apos;t hear you yet</translation>
    </message>
    <message>
        <source>Drawn picture and tone</source>
        <translation>Drawn picture and tone</translation>
    </message>
    <message>
        <source>Drawn picture</source>
        <translation>Drawn picture</translation>
    </message>
    <message>
        <source>Soft tone</source>
        <translation>Soft tone</translation>
    </message>
    <message>
        <source>Your camera is being used by another program. Close that program and press Try again.</source>
        <translation>Your camera is being used by another program. Close that program and press Try again.</translation>
    </message>
    <message>
        <source>Your camera was unplugged. Plug it in again, or choose another one.</source>
        <translation>Your camera was unplugged. Plug it in again, or choose another one.</translation>
    </message>
    <message>
        <source>%1 A drawn picture is sent until then.</source>
        <translation>%1 A drawn picture is sent until then.</translation>
    </message>
    <message>
        <source>Your microphone is being used by another program. Close that program and press Try again.</source>
        <translation>Your microphone is being used by another program. Close that program and press Try again.</translation>
    </message>
    <message>
        <source>Your microphone was unplugged. Plug it in again, or choose another one.</source>
        <translation>Your microphone was unplugged. Plug it in again, or choose another one.</translation>
    </message>
    <message>
        <source>%1 A soft tone is sent until then.</source>
        <translation>%1 A soft tone is sent until then.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::GuestModel</name>
    <message>
        <source>Taking you to the waiting room</source>
        <translation>Taking you to the waiting room</translation>
    </message>
    <message>
        <source>You&apos;re in the waiting room.</source>
        <translation>You&apos;re in the waiting room.</translation>
    </message>
    <message>
        <source>You&apos;re in %1&apos;s waiting room.</source>
        <translation>You&apos;re in %1&apos;s waiting room.</translation>
    </message>
    <message>
        <source>You&apos;re being let in</source>
        <translation>You&apos;re being let in</translation>
    </message>
    <message>
        <source>You&apos;re in the visit</source>
        <translation>You&apos;re in the visit</translation>
    </message>
    <message>
        <source>You were not let in</source>
        <translation>You were not let in</translation>
    </message>
    <message>
        <source>The visit has ended</source>
        <translation>The visit has ended</translation>
    </message>
    <message>
        <source>You&apos;re not in the waiting room yet</source>
        <translation>You&apos;re not in the waiting room yet</translation>
    </message>
    <message>
        <source>You&apos;re next.</source>
        <translation>You&apos;re next.</translation>
    </message>
    <message numerus="yes">
        <source>%n people are before you.</source>
        <translation>
            <numerusform>%n person is before you.</numerusform>
            <numerusform>%n people are before you.</numerusform>
        </translation>
    </message>
    <message>
        <source>This takes a few seconds. You don&apos;t need to press anything.</source>
        <translation>This takes a few seconds. You don&apos;t need to press anything.</translation>
    </message>
    <message>
        <source>The connection to your clinician was lost. As soon as they are back, you can go on; you don&apos;t need to press anything.</source>
        <translation>The connection to your clinician was lost. As soon as they are back, you can go on; you don&apos;t need to press anything.</translation>
    </message>
    <message>
        <source>The practice sees that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</source>
        <translation>The practice sees that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</translation>
    </message>
    <message>
        <source>We have told the practice that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</source>
        <translation>We have told the practice that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</translation>
    </message>
    <message>
        <source>The picture comes in a moment.</source>
        <translation>The picture comes in a moment.</translation>
    </message>
    <message>
        <source>The practice can&apos;t see you with this link now. Call the practice if you think that this is a mistake.</source>
        <translation>The practice can&apos;t see you with this link now. Call the practice if you think that this is a mistake.</translation>
    </message>
    <message numerus="yes">
        <source>It takes about %n more minute(s).</source>
        <translation>
            <numerusform>It takes about %n more minute.</numerusform>
            <numerusform>It takes about %n more minutes.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your visit is at %1.</source>
        <translation>Your visit is at %1.</translation>
    </message>
    <message>
        <source>Your visit is at %1 (%2).</source>
        <translation>Your visit is at %1 (%2).</translation>
    </message>
    <message>
        <source>Paste the whole link here. It begins with https:// or bedside:</source>
        <translation>Paste the whole link here. It begins with https:// or bedside:</translation>
    </message>
    <message>
        <source>%1 It may also be that the address in the link is wrong: then use another link.</source>
        <translation>%1 It may also be that the address in the link is wrong: then use another link.</translation>
    </message>
    <message>
        <source>You&apos;re being let in. Come back to Bedside.</source>
        <translation>You&apos;re being let in. Come back to Bedside.</translation>
    </message>
    <message>
        <source>You&apos;re no longer in the waiting room. Come back to Bedside.</source>
        <translation>You&apos;re no longer in the waiting room. Come back to Bedside.</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Back to today</translation>
    </message>
    <message>
        <source>Stop connecting</source>
        <translation>Stop connecting</translation>
    </message>
    <message>
        <source>Leave the waiting room</source>
        <translation>Leave the waiting room</translation>
    </message>
</context>
<context>
    <name>bedside::ui::InvitationModel</name>
    <message>
        <source>%1 at %2</source>
        <translation>%1 at %2</translation>
    </message>
    <message>
        <source>It works until %1, %2.</source>
        <translation>It works until %1, %2.</translation>
    </message>
    <message>
        <source>The link is copied. Paste it where only the patient reads it.</source>
        <translation>The link is copied. Paste it where only the patient reads it.</translation>
    </message>
    <message>
        <source>The text is copied. It holds the time and the link, nothing else.</source>
        <translation>The text is copied. It holds the time and the link, nothing else.</translation>
    </message>
    <message>
        <source>The calendar file is saved: %1</source>
        <translation>The calendar file is saved: %1</translation>
    </message>
</context>
<context>
    <name>bedside::ui::LobbyModel</name>
    <message>
        <source>Somebody we can&apos;t check</source>
        <translation>Somebody we can&apos;t check</translation>
    </message>
    <message>
        <source>This device came with the link that you made for %1. Ask for the full name and date of birth before you begin.</source>
        <translation>This device came with the link that you made for %1. Ask for the full name and date of birth before you begin.</translation>
    </message>
    <message>
        <source>This device could not prove that it has the link. Don&apos;t let it in; make a new invitation instead.</source>
        <translation>This device could not prove that it has the link. Don&apos;t let it in; make a new invitation instead.</translation>
    </message>
    <message>
        <source>Another device came in with the same link before. If that was not the patient, make a new invitation.</source>
        <translation>Another device came in with the same link before. If that was not the patient, make a new invitation.</translation>
    </message>
    <message>
        <source>Somebody is in your waiting room.</source>
        <translation>Somebody is in your waiting room.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::NetworkModel</name>
    <message>
        <source>%1, %2 ms</source>
        <translation>%1, %2 ms</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>Does not work</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Works</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>Check my connection</source>
        <translation>Check my connection</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SecurityModel</name>
    <message>
        <source>the other person</source>
        <translation>the other person</translation>
    </message>
    <message>
        <source>Nobody else is here</source>
        <translation>Nobody else is here</translation>
    </message>
    <message>
        <source>Making it private</source>
        <translation>Making it private</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Private</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Not checked</translation>
    </message>
    <message>
        <source>You are alone in this visit. Nothing leaves your computer.</source>
        <translation>You are alone in this visit. Nothing leaves your computer.</translation>
    </message>
    <message>
        <source>The keys for this visit are being made. Nothing is sent before they are there.</source>
        <translation>The keys for this visit are being made. Nothing is sent before they are there.</translation>
    </message>
    <message>
        <source>Only you and %1 can see and hear this visit.</source>
        <translation>Only you and %1 can see and hear this visit.</translation>
    </message>
    <message>
        <source>We can&apos;t check at this moment that the line leads to the right person. What does not pass the check is neither shown nor played.</source>
        <translation>We can&apos;t check at this moment that the line leads to the right person. What does not pass the check is neither shown nor played.</translation>
    </message>
    <message>
        <source>Nobody else can: not the practice&apos;s server, not the internet provider, not the makers of Bedside.</source>
        <translation>Nobody else can: not the practice&apos;s server, not the internet provider, not the makers of Bedside.</translation>
    </message>
    <message>
        <source>You, on this computer</source>
        <translation>You, on this computer</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The device that you let in came with the link that you made.</source>
        <translation>The device that you let in came with the link that you made.</translation>
    </message>
    <message>
        <source>The link that you got proves the practice, and the practice&apos;s key proves the clinician&apos;s device.</source>
        <translation>The link that you got proves the practice, and the practice&apos;s key proves the clinician&apos;s device.</translation>
    </message>
    <message>
        <source>The line&apos;s own certificate was checked: it leads to that device and to no other.</source>
        <translation>The line&apos;s own certificate was checked: it leads to that device and to no other.</translation>
    </message>
    <message>
        <source>Picture, sound and chat are locked on one device and opened on the other. What does not open is not shown.</source>
        <translation>Picture, sound and chat are locked on one device and opened on the other. What does not open is not shown.</translation>
    </message>
    <message>
        <source>Both devices confirm every few seconds that they have the same keys.</source>
        <translation>Both devices confirm every few seconds that they have the same keys.</translation>
    </message>
    <message>
        <source>The visit is locked: nobody else can come in.</source>
        <translation>The visit is locked: nobody else can come in.</translation>
    </message>
    <message>
        <source>Keys: %1</source>
        <translation>Keys: %1</translation>
    </message>
    <message>
        <source>Picture and sound: %1</source>
        <translation>Picture and sound: %1</translation>
    </message>
    <message>
        <source>Lines checked: %1 of %2</source>
        <translation>Lines checked: %1 of %2</translation>
    </message>
    <message>
        <source>Set of keys number %1</source>
        <translation>Set of keys number %1</translation>
    </message>
    <message>
        <source>Stopped: codes differ</source>
        <translation>Stopped: codes differ</translation>
    </message>
    <message>
        <source>The safety codes differ, so somebody else may be in between. Nothing more is sent, shown or played.</source>
        <translation>The safety codes differ, so somebody else may be in between. Nothing more is sent, shown or played.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SessionModel</name>
    <message>
        <source>Your data opens with this PIN and this computer&apos;s key store together.</source>
        <translation>Your data opens with this PIN and this computer&apos;s key store together.</translation>
    </message>
    <message>
        <source>This computer has no key store, so your passphrase alone protects your data. Use a long one.</source>
        <translation>This computer has no key store, so your passphrase alone protects your data. Use a long one.</translation>
    </message>
    <message>
        <source>The code has six digits. Type the one that your app shows now.</source>
        <translation>The code has six digits. Type the one that your app shows now.</translation>
    </message>
    <message>
        <source>Type your name and your password.</source>
        <translation>Type your name and your password.</translation>
    </message>
    <message numerus="yes">
        <source>There were too many attempts. You can try again in %n second(s).</source>
        <translation>
            <numerusform>There were too many attempts. You can try again in %n second.</numerusform>
            <numerusform>There were too many attempts. You can try again in %n seconds.</numerusform>
        </translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 slow. Set the date and time, or sign-in and visits won&apos;t work.</source>
        <translation>This computer&apos;s clock is %1 slow. Set the date and time, or sign-in and visits won&apos;t work.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 fast. Set the date and time, or sign-in and visits won&apos;t work.</source>
        <translation>This computer&apos;s clock is %1 fast. Set the date and time, or sign-in and visits won&apos;t work.</translation>
    </message>
    <message>
        <source>Not signed in: changes are kept here and sent later</source>
        <translation>Not signed in: changes are kept here and sent later</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Connected</translation>
    </message>
    <message>
        <source>No connection: changes are kept here and sent later</source>
        <translation>No connection: changes are kept here and sent later</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SummaryModel</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 to %2</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SupportModel</name>
    <message>
        <source>The report is saved:</source>
        <translation>The report is saved:</translation>
    </message>
    <message>
        <source>The report was not saved. %1</source>
        <translation>The report was not saved. %1</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Save the report</translation>
    </message>
</context>
<context>
    <name>bedside::ui::VisitModel</name>
    <message>
        <source>Opening the visit</source>
        <translation>Opening the visit</translation>
    </message>
    <message>
        <source>Ending the visit</source>
        <translation>Ending the visit</translation>
    </message>
    <message>
        <source>Nobody else is here yet. We ring when your patient arrives.</source>
        <translation>Nobody else is here yet. We ring when your patient arrives.</translation>
    </message>
    <message>
        <source>Waiting for the clinician</source>
        <translation>Waiting for the clinician</translation>
    </message>
    <message>
        <source>Sound only, as you chose</source>
        <translation>Sound only, as you chose</translation>
    </message>
    <message>
        <source>Small picture, as you chose</source>
        <translation>Small picture, as you chose</translation>
    </message>
    <message>
        <source>Weak line: your picture is small</source>
        <translation>Weak line: your picture is small</translation>
    </message>
    <message>
        <source>Your line is weak. Your picture is paused so that you can be heard. It comes back by itself.</source>
        <translation>Your line is weak. Your picture is paused so that you can be heard. It comes back by itself.</translation>
    </message>
    <message>
        <source>Your line is too weak for sound at the moment. You can write to each other until it comes back by itself.</source>
        <translation>Your line is too weak for sound at the moment. You can write to each other until it comes back by itself.</translation>
    </message>
</context>
</TS>
