using System.Net;
using System.Text;
using System.Text.Json;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>A payment provider of one's own, on loopback: it speaks the provider's protocol and sends the provider's messages, and no money moves.</summary>
public abstract class ProviderSimulator : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private WebApplication? _app;

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address => new(_app!.Urls.First() + "/");

    /// <summary>What it posted, and how that was answered.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<PostedMessage> Posted { get; } = new();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.UseRouting();
        Map(_app);
        await _app.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAsyncCore();
        GC.SuppressFinalize(this);
    }

    protected virtual async ValueTask DisposeAsyncCore()
    {
        if (_app is not null) await _app.DisposeAsync();
        _http.Dispose();
    }

    protected abstract void Map(WebApplication app);

    /// <summary>Sends a message to the program. One that cannot be reached has missed it, as with the provider.</summary>
    protected async Task<int> PostAsync(string url, string body, CancellationToken cancellationToken)
    {
        var posted = new PostedMessage(url, body, 0, "");
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri(url), content, cancellationToken);
            posted = posted with { Status = (int)answer.StatusCode, Answer = await answer.Content.ReadAsStringAsync(cancellationToken) };
        }
        catch (HttpRequestException)
        {
            // The status says it.
        }
        Posted.Enqueue(posted);
        return posted.Status;
    }

    protected static async Task<JsonElement?> BodyOf(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Status">None where nobody answered.</param>
public sealed record PostedMessage(string Url, string Body, int Status, string Answer);
