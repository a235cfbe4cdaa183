/** Every sentence that the client says. What the gateway refuses, it explains itself. */
export const texts = {
  product: 'Alcove',
  tagline: 'Your desktop, wherever you are.',
  licences: 'Open-source licences',
  working: 'One moment…',

  registration: {
    title: 'Welcome',
    introduction: 'Enter the registration code from the mail that invited you.',
    code: 'Registration code',
    codeExample: 'wsiad+ABC234',
    submit: 'Continue',
    remembered: 'Or go on with',
    forget: (directoryName: string) => `Forget ${directoryName}`,
    forgotten: (directoryName: string) => `${directoryName} is forgotten on this device.`,
  },

  signIn: {
    title: 'Sign in',
    to: (directoryName: string) => `to ${directoryName}`,
    change: 'Use another registration code',
    userName: 'User name',
    password: 'Password',
    showPassword: 'Show the password',
    hidePassword: 'Hide the password',
    submit: 'Sign in',
    submitIn: (seconds: number) => `Try again in ${seconds} s`,
    signedOut: 'You are signed out. Your programs go on running until you come back.',
  },

  progress: {
    title: 'Your desktop is on its way',
    connecting: 'Connecting to your desktop…',
    reconnecting: 'The connection was lost. Reconnecting…',
    cancel: 'Cancel',
    states: {
      PENDING: 'It is being set up for the first time. This takes a moment.',
      STARTING: 'Your WorkSpace is starting…',
      STOPPING: 'Your WorkSpace is being stopped. It starts again as soon as it has.',
      REBOOTING: 'It is restarting.',
      REBUILDING: 'It is being rebuilt.',
      RESTORING: 'It is being restored.',
      UPDATING: 'Its size is being changed.',
    } as Readonly<Record<string, string>>,
    anyState: 'It will appear here as soon as it is ready.',
  },

  desktop: {
    title: (userName: string) => `Desktop of ${userName}`,
    label: 'Your desktop. Press Control, Alt, Shift and M together for the menu.',
    menu: 'Menu',
    menuHint: 'Ctrl+Alt+Shift+M opens this menu, Esc goes back.',
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    ctrlAltDel: 'Send Ctrl+Alt+Del',
    signOut: 'Sign out',
    reconnected: 'You are connected again.',
  },

  failure: {
    title: 'No connection to your desktop',
    tryAgain: 'Try again',
  },

  problems: {
    // The administration guide's words.
    offline:
      'No network. Network connection lost. Check your network connection or contact your administrator for help.',
    unreadable: 'The service gave an answer that makes no sense here. Please try again in a few minutes.',
    desktopUnreachable: 'Your desktop does not answer at the moment. Please try again in a few minutes.',
    stopped: 'Your WorkSpace was stopped. Your programs keep their state: try again to start it.',
    connectionLost:
      'The connection to your desktop could not be brought back. Your programs go on running until you come back.',
    protocol: 'This page and the service do not understand each other. Please reload the page.',
    unexpected: 'Something went wrong in this page. Please reload it.',
  },
} as const;
