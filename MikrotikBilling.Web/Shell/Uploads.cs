namespace MikrotikBilling.Web.Shell;

/// <summary>Pages that take files let in more than a file may have, so that one too large is told so on its form and not by a broken connection.</summary>
public static class Uploads
{
    public const long MostRequestBytes = 64 << 20;
}
