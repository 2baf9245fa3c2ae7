using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Core.Data;

/// <summary>Section <c>KeyRing</c>: where the keys are that encrypt stored secrets and sign cookies.</summary>
public sealed class KeyRingOptions
{
    public const string Section = "KeyRing";

    /// <summary>Folder of the ring; empty takes <c>keys</c> in the data folder (SQLite) or the database (PostgreSQL, SQL Server).</summary>
    public string? Directory { get; set; }

    /// <summary>PKCS#12 file whose key encrypts the ring; empty leaves it readable to whoever may read the folder.</summary>
    public string? CertificatePath { get; set; }

    public string? CertificatePassword { get; set; }
}

public static class KeyRingSetup
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyRingOptions>().Bind(configuration.GetSection(KeyRingOptions.Section));
        services.AddSingleton<SecretBox>();
        var ring = configuration.GetSection(KeyRingOptions.Section).Get<KeyRingOptions>() ?? new KeyRingOptions();
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var builder = services.AddDataProtection().SetApplicationName("MikrotikBilling");

        if (ring.Directory is { Length: > 0 } || database.Provider == DatabaseProvider.Sqlite)
            builder.PersistKeysToFileSystem(Directory.CreateDirectory(
                ring.Directory is { Length: > 0 } chosen ? chosen : Path.Combine(database.DataDirectory, "keys")));
        else
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = new DatabaseKeyRing(provider.GetRequiredService<IServiceScopeFactory>())));

        if (ring.CertificatePath is { Length: > 0 } path)
            builder.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(path, ring.CertificatePassword));
        return services;
    }
}
