import './charts/history';
import './charts/live';
import './charts/report';
