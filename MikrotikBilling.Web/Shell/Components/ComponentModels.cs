namespace MikrotikBilling.Web.Shell.Components;

/// <summary>One step up from the present page.</summary>
public sealed record Crumb(string Label, string Url);

/// <summary>One tab: a link to a page or fragment of its own.</summary>
public sealed record TabItem(string Label, string Url, string? Count = null);

/// <summary>One choice of a select; options with the same group stand together.</summary>
public sealed record SelectOption(string Value, string Text, string? Group = null, bool Disabled = false);

/// <summary>One choice of <see cref="RadioCards"/>.</summary>
public sealed record RadioCard(string Value, string Title, string? Text = null, string? Icon = null);
