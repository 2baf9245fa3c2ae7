namespace MikrotikBilling.Web.Shell;

/// <summary>What a <see cref="Components.SelectionBar"/> sends: the ticked rows, or every row its filter finds.</summary>
public sealed class RowSelection
{
    public IList<Guid> Ids { get; } = [];

    /// <summary>Not the ticks count, but the filter that was sent along.</summary>
    public bool All { get; set; }

    public bool IsEmpty => !All && Ids.Count == 0;
}

/// <summary>How many rows a filter finds, for a <see cref="Components.SelectionBar"/>.</summary>
/// <param name="Text">The number as the tenant writes it.</param>
public sealed record MatchingRows(int Count, string Text)
{
    public static MatchingRows Of(int count) => new(count, Units.Count(count));
}
