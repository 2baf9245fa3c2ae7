namespace MikrotikBilling.Core.Data;

/// <summary>A row that two people may save at once. The version goes up with each save; the second saver is told.</summary>
public interface IVersioned
{
    int Version { get; set; }
}
