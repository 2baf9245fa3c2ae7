using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>The form of a router as it is posted. The password travels one way.</summary>
public sealed class RouterInput
{
    public string? Name { get; set; }
    public string? Host { get; set; }
    public int? Port { get; set; }
    public bool UseTls { get; set; }
    public string? UserName { get; set; } = "billing";
    public string? Password { get; set; }
    public bool IsActive { get; set; } = true;
    public UnpaidMode UnpaidMode { get; set; }
    public string? Notes { get; set; }

    /// <summary>Fingerprint of a certificate that a test showed and somebody ticked.</summary>
    public string? TrustedCertificate { get; set; }

    /// <summary>The login that the set-up page made, encrypted; serves while the password is left empty.</summary>
    public string? Prepared { get; set; }

    /// <summary>Of the router that the form was made from.</summary>
    public int Version { get; set; }

    public static RouterInput From(Router router) => new()
    {
        Name = router.Name,
        Host = router.Host,
        Port = router.Port,
        UseTls = router.UseTls,
        UserName = router.UserName,
        IsActive = router.IsActive,
        UnpaidMode = router.UnpaidMode,
        Notes = router.Notes,
        Version = router.Version,
    };

    public SaveRouter ToSave() => new(Name ?? "", Host ?? "", Port, UseTls, UserName ?? "", Password, IsActive, Notes, TrustedCertificate, UnpaidMode);
}
