using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell.Components;

/// <summary>One step up from the present page.</summary>
public sealed record Crumb(Phrase Label, string Url);

/// <summary>One tab: a link to a page or fragment of its own.</summary>
public sealed record TabItem(Phrase Label, string Url, string? Count = null);

/// <summary>One choice of a select; options with the same group stand together.</summary>
public sealed record SelectOption(string Value, Phrase Text, Phrase? Group = null, bool Disabled = false);

/// <summary>One choice of <see cref="RadioCards"/>.</summary>
public sealed record RadioCard(string Value, Phrase Title, Phrase? Text = null, string? Icon = null);

/// <summary>One step of a <see cref="StepList"/>; the address leads back to it once it is done.</summary>
public sealed record StepItem(Phrase Title, string? Url = null, string? Text = null);

/// <summary>One field of a <see cref="DiffTable"/>, in the words of the page.</summary>
public sealed record DiffLine(Phrase Label, string? Before, string? After)
{
    public bool IsChange => !string.Equals(Before ?? "", After ?? "", StringComparison.Ordinal);
}

/// <summary>One tag; the address shows all that carry it.</summary>
public sealed record Tag(string Text, string? Url = null);

/// <summary>Hits of one kind: "Customers", "Routers".</summary>
public sealed record SearchGroup(Phrase Heading, IReadOnlyList<SearchHit> Hits);

/// <summary>One hit of the command box and the page it leads to.</summary>
public sealed record SearchHit(Phrase Title, string Url, string Icon, Phrase? Sub = null, Phrase? Badge = null, Tone BadgeTone = Tone.Neutral)
{
    /// <summary>What is often done with it.</summary>
    public IReadOnlyList<SearchAction> Actions { get; init; } = [];
}

/// <summary>A step beyond a hit: the page where it is done, or the button there (behind <c>#</c>), which then has the focus.</summary>
/// <param name="Elsewhere">In a tab of its own.</param>
public sealed record SearchAction(Phrase Label, string Url, string Icon, bool Elsewhere = false);
