namespace MikrotikBilling.Core.Data.Counts;

/// <summary>Figures that are kept beside the rows they are of, because to reckon them anew for everyone who looks is dear.</summary>
public interface IKeptFigures
{
    /// <summary>Reckons them anew and puts right what is kept wrongly, also what was there before they were kept.</summary>
    /// <returns>What was wrong, in words.</returns>
    Task<IReadOnlyList<string>> RepairAsync(CancellationToken cancellationToken);
}
