using MikrotikBilling.Web.Features.Staff;

namespace MikrotikBilling.Tests.Staff;

public class DeviceTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>", "A browser")]
    [InlineData(null, "A browser")]
    public void Device_UserAgent_IsToldInWords(string? agent, string words) => Device.Of(agent, isApi: false).ShouldBe(words);

    [Fact]
    public void Device_UnknownProgram_IsAProgram() => Device.Of("", isApi: true).ShouldBe("A program");
}
