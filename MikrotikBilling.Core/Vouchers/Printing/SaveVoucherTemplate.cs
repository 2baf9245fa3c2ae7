using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Vouchers.Printing;

/// <summary>A template as a person describes it.</summary>
public sealed record SaveVoucherTemplate
{
    public string Name { get; init; } = "";
    public VoucherPaper Paper { get; init; }

    /// <summary>A roll has one.</summary>
    public int? Columns { get; init; } = VoucherTemplate.Standard.Columns;

    public bool HasCode { get; init; } = true;
    public bool HasPin { get; init; } = true;
    public bool HasQr { get; init; } = true;
    public bool HasProfile { get; init; } = true;
    public bool HasPrice { get; init; } = true;
    public bool HasTime { get; init; } = true;
    public bool HasLastDay { get; init; } = true;
    public bool HasLogo { get; init; }
    public bool HasSerial { get; init; } = true;
    public string? WifiName { get; init; }
    public string? LogInUrl { get; init; }
    public string? Text { get; init; }
    public VoucherColor Color { get; init; }
    public VoucherTextSize TextSize { get; init; } = VoucherTextSize.Normal;
    public bool HasCutMarks { get; init; } = true;
    public bool IsDefault { get; init; }

    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }

    public static SaveVoucherTemplate Of(VoucherTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new SaveVoucherTemplate
        {
            Name = template.Name,
            Paper = template.Paper,
            Columns = template.Columns,
            HasCode = template.Shows(VoucherFields.Code),
            HasPin = template.Shows(VoucherFields.Pin),
            HasQr = template.Shows(VoucherFields.Qr),
            HasProfile = template.Shows(VoucherFields.Profile),
            HasPrice = template.Shows(VoucherFields.Price),
            HasTime = template.Shows(VoucherFields.Time),
            HasLastDay = template.Shows(VoucherFields.LastDay),
            HasLogo = template.Shows(VoucherFields.Logo),
            HasSerial = template.Shows(VoucherFields.Serial),
            WifiName = template.WifiName,
            LogInUrl = template.LogInUrl,
            Text = template.Text,
            Color = template.Color,
            TextSize = template.TextSize,
            HasCutMarks = template.HasCutMarks,
            IsDefault = template.IsDefault,
            Version = template.Version,
        };
    }

    /// <summary>Whatever was said so far, for a preview: what cannot be is left out.</summary>
    public VoucherTemplate Sketch()
    {
        var template = new VoucherTemplate { Name = "" };
        ApplyTo(template);
        if (!SaveVoucherTemplateValidator.IsLink(template.LogInUrl)) template.LogInUrl = null;
        return template;
    }

    internal void ApplyTo(VoucherTemplate template)
    {
        template.Name = (Name ?? "").Trim();
        template.Paper = Enum.IsDefined(Paper) ? Paper : VoucherPaper.A4;
        template.Columns = template.IsRoll ? 1 : Math.Clamp(Columns ?? VoucherTemplate.Standard.Columns, 1, VoucherTemplate.MostColumns);
        template.Fields = Fields;
        template.WifiName = LineOf(WifiName, SaveVoucherTemplateValidator.LongestWifiName);
        template.LogInUrl = LineOf(LogInUrl, SaveVoucherTemplateValidator.LongestUrl);
        template.Text = string.Join('\n', LinesOf(Text)) is { Length: > 0 } text ? TextRules.Cut(text, SaveVoucherTemplateValidator.LongestText) : null;
        template.Color = Enum.IsDefined(Color) ? Color : VoucherColor.Black;
        template.TextSize = Enum.IsDefined(TextSize) ? TextSize : VoucherTextSize.Normal;
        template.HasCutMarks = HasCutMarks;
    }

    internal static string[] LinesOf(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private VoucherFields Fields =>
        On(HasCode, VoucherFields.Code) | On(HasPin, VoucherFields.Pin) | On(HasQr, VoucherFields.Qr) | On(HasProfile, VoucherFields.Profile) | On(HasPrice, VoucherFields.Price)
        | On(HasTime, VoucherFields.Time) | On(HasLastDay, VoucherFields.LastDay) | On(HasLogo, VoucherFields.Logo) | On(HasSerial, VoucherFields.Serial);

    private static VoucherFields On(bool shown, VoucherFields field) => shown ? field : VoucherFields.None;

    private static string? LineOf(string? text, int most) => text?.Trim() is { Length: > 0 } line ? TextRules.Cut(line, most) : null;
}

public sealed class SaveVoucherTemplateValidator : AbstractValidator<SaveVoucherTemplate>
{
    public const int LongestName = 60;

    /// <summary>What a network may be called (IEEE 802.11).</summary>
    public const int LongestWifiName = 32;

    /// <summary>A longer link makes a code that is too fine for small paper.</summary>
    public const int LongestUrl = 120;

    public const int LongestText = 160;

    public SaveVoucherTemplateValidator()
    {
        RuleFor(t => t.Name).NotEmpty().Says("What is it called?").MaximumLength(LongestName).Says($"At most {LongestName} letters.").BeLine();
        RuleFor(t => t.Paper).IsInEnum().Says("Which paper?");
        RuleFor(t => t.Columns).NotNull().Says("How many beside each other?").InclusiveBetween(1, VoucherTemplate.MostColumns).Says($"From 1 to {VoucherTemplate.MostColumns}.")
            .When(t => t.Paper is VoucherPaper.A4 or VoucherPaper.Letter || t.Columns is < 1 or > VoucherTemplate.MostColumns);
        RuleFor(t => t.HasCode).Must((t, code) => code || t.HasQr).Says("Nobody could redeem it: show the code, as text or as QR.");
        RuleFor(t => t.WifiName).MaximumLength(LongestWifiName).Says($"At most {LongestWifiName} letters.").BeLine();
        RuleFor(t => t.LogInUrl).MaximumLength(LongestUrl).Says($"At most {LongestUrl} signs.").BeLine()
            .Must(url => string.IsNullOrWhiteSpace(url) || IsLink(url.Trim())).Says("A whole address: http://hotspot.example/login");
        RuleFor(t => t.Text).MaximumLength(LongestText).Says($"At most {LongestText} letters.").BeText()
            .Must(text => SaveVoucherTemplate.LinesOf(text).Length <= 2).Says("One or two lines.");
        RuleFor(t => t.Color).IsInEnum().Says("Which colour?");
        RuleFor(t => t.TextSize).IsInEnum().Says("Which size?");
    }

    internal static bool IsLink(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0;
}
