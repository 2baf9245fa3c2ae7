using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace MikrotikBilling.Web.Shell;

[JsonConverter(typeof(ToastKindConverter))]
public enum ToastKind
{
    Info,
    Good,
    Warn,
    Bad,
}

public sealed record Toast(ToastKind Kind, string Text);

public sealed record ToastList(IReadOnlyList<Toast> Items);

public static class Toasts
{
    /// <summary>The browser event that shows toasts; see wwwroot-src/src/scripts/toasts.ts.</summary>
    public const string EventName = "toast";

    internal const string CookieName = "mb-flash";

    private const string Key = "toasts";

    /// <summary>Keeps a toast for the next whole page: the other half of POST, redirect, GET.</summary>
    public static void Toast(this ITempDataDictionary tempData, ToastKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(tempData);
        tempData[Key] = JsonSerializer.Serialize(Read(tempData.Peek(Key)).Append(new Toast(kind, text)), JsonSerializerOptions.Web);
    }

    /// <summary>What the layout draws: toasts of this answer, and those kept by the one before.</summary>
    public static IReadOnlyList<Toast> Take(HttpContext context, ITempDataDictionary tempData)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tempData);
        // Reading temp data without its cookie would send a useless Set-Cookie with every page.
        var kept = context.Request.Cookies.ContainsKey(CookieName) ? Read(tempData[Key]) : [];
        return [.. kept, .. context.Response.ToastsNow()];
    }

    private static Toast[] Read(object? stored) =>
        stored is string json ? JsonSerializer.Deserialize<Toast[]>(json, JsonSerializerOptions.Web) ?? [] : [];
}

internal sealed class ToastKindConverter() : JsonStringEnumConverter<ToastKind>(JsonNamingPolicy.CamelCase);
