namespace MikrotikBilling.Web.Shell;

/// <summary>What the side bar and printed pages carry.</summary>
public sealed record Brand(string Name, string? LogoUrl);

/// <summary>Knows the brand of the present user; the program's own name stands where there is none.</summary>
public interface IBrandSource
{
    Task<Brand?> CurrentAsync(CancellationToken cancellationToken);
}
