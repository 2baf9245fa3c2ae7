// Presses the button that goes on to the router's log-in.
document.querySelector<HTMLFormElement>("form[data-presses]")?.submit();
