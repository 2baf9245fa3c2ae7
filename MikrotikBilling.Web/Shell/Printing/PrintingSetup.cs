using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MikrotikBilling.Web.Shell.Printing;

public static class PrintingSetup
{
    public static void AddPrinting(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<PdfOptions>().Bind(configuration.GetSection(PdfOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IPdfPrinter, ChromiumPrinter>();
        services.AddSingleton<DocumentHtml>();
    }
}

/// <summary>All but PDFs works without a browser: degraded, not unhealthy.</summary>
internal sealed class PrintingCheck(IPdfPrinter printer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(printer.WhyNot is { } why ? HealthCheckResult.Degraded(why) : HealthCheckResult.Healthy());
}
