using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>An email as an independent program read it.</summary>
public sealed record TakenEmail(
    string From, IReadOnlyList<string> To, bool Encrypted, bool Authenticated, string Subject, IReadOnlyDictionary<string, string> Headers, string Text, string Html, IReadOnlyList<TakenFile> Files);

public sealed record TakenFile(string Name, string Type, byte[] Bytes);

/// <summary>Debian's python3-aiosmtpd with STARTTLS and a sign-in, in a process of its own.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    public const string User = "isp";
    public const string Password = "a mail pässword";

    private static readonly HashSet<string> Trusted = [];
    private readonly Process _process;
    private readonly string _folder;
    private readonly Channel<TakenEmail> _taken = Channel.CreateUnbounded<TakenEmail>();

#pragma warning disable SYSLIB0014, MA0039 // the one place where System.Net.Mail lets a certificate be judged; the product leaves it alone
    static SmtpServer() => ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        errors == System.Net.Security.SslPolicyErrors.None || (certificate is X509Certificate2 known && Trusted.Contains(known.Thumbprint));
#pragma warning restore SYSLIB0014, MA0039

    private SmtpServer(Process process, string folder) => (_process, _folder) = (process, folder);

    public int Port { get; private set; }

    public EmailServer Address => new("localhost", Port, UseStartTls: true, User, Password);

    /// <param name="tls">Offers STARTTLS, and takes nothing without it.</param>
    /// <param name="trusted">Its certificate is one that this process trusts.</param>
    public static async Task<SmtpServer> StartAsync(int port = 0, bool tls = true, bool auth = true, bool trusted = true)
    {
        var folder = Directory.CreateTempSubdirectory("mb-smtp-").FullName;
        List<string> arguments = [Repository.Path("MikrotikBilling.Tests", "Notifications", "smtp_server.py"), port.ToString(CultureInfo.InvariantCulture)];
        if (tls)
        {
            arguments.AddRange(Certificate(folder, trusted));
            if (auth) arguments.AddRange([User, Password]);
        }
        var process = Process.Start(new ProcessStartInfo(SmtpFactAttribute.Python, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONIOENCODING"] = "utf-8", ["PYTHONUTF8"] = "1" },
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var server = new SmtpServer(process, folder);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        server.Port = int.Parse(await process.StandardOutput.ReadLineAsync(patience.Token) ?? "", CultureInfo.InvariantCulture);
        _ = server.ReadAsync();
        return server;
    }

    public async Task<TakenEmail> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _taken.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Took more than was asked for so far.</summary>
    public bool HasMore => _taken.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            await _taken.Writer.WriteAsync(JsonSerializer.Deserialize<TakenEmail>(line, JsonSerializerOptions.Web)!);
        _taken.Writer.Complete();
    }

    private static IEnumerable<string> Certificate(string folder, bool trusted)
    {
        var key = TestKeys.Rent();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        if (trusted) Trusted.Add(certificate.Thumbprint);
        var (certificateFile, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        TestKeys.Return(key);
        return [certificateFile, keyFile];
    }
}

/// <summary>A fact that needs Debian's python3-aiosmtpd.</summary>
public sealed class SmtpFactAttribute : FactAttribute
{
    internal const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Found = new(() =>
    {
        if (!File.Exists(Python)) return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import aiosmtpd"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    public SmtpFactAttribute() => Skip = Required.SkipUnless(Found.Value, "python3-aiosmtpd is not installed: no email is sent to a real mail server.");
}
